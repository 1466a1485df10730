using System.Diagnostics.Metrics;
using Progressive.Exposures;
using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Variants;

/// <summary>Reads flags from the live snapshot or the one that is pinned, and runs inline calls.</summary>
internal sealed class FlagClient(LiveFlags live, VariantRoutes routes, Diagnostics.ProgressiveTelemetry telemetry, ValueMismatches mismatches) : IFlags, IValueMismatches
{
    private readonly ExposureRecorder? _exposures = routes.Exposures;
    private readonly Counter<long> _evaluations = telemetry.Evaluations;

    public bool IsEnabled(string flag, EvaluationContext? context = null) => Evaluate(flag, context).IsEnabled;

    public bool IsEnabled(FlagKey flag, EvaluationContext? context = null) => Evaluate(flag, context).IsEnabled;

    public Evaluation Evaluate(string flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var version = live.VersionFor(context);
        return version.TryGet(flag, out var compiled) ? Use(version, compiled, context) : Missing(flag);
    }

    public Evaluation Evaluate(FlagKey flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var version = live.VersionFor(context);
        return version.Get(flag) is { } compiled ? Use(version, compiled, context) : Missing(flag.Name);
    }

    public Evaluation Peek(string flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var version = live.VersionFor(context);
        return version.TryGet(flag, out var compiled) ? Decide(version, compiled, context) : Missing(flag);
    }

    public Evaluation Peek(FlagKey flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var version = live.VersionFor(context);
        return version.Get(flag) is { } compiled ? Decide(version, compiled, context) : Missing(flag.Name);
    }

    public IDisposable Pin() => live.Pin();

    public ValueTask<T> CallAsync<T>(
        string flag,
        Func<CancellationToken, ValueTask<T>> stable,
        Func<CancellationToken, ValueTask<T>> candidate,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stable);
        ArgumentNullException.ThrowIfNull(candidate);
        return InlineCall.RunAsync(routes.For(flag), stable, candidate, cancellationToken);
    }

    public Explanation Explain(string flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var snapshot = live.VersionFor(context);
        if (!snapshot.TryGet(flag, out var compiled))
        {
            return new Explanation(MissingFlags.Answer(flag), []);
        }

        if (LocalOverride.IsUsed && LocalOverride.Find(live, compiled) is { } overridden)
        {
            return new Explanation(overridden, [new ExplanationStep("override", overridden.Cause!, Decides: true)]);
        }

        context ??= EvaluationContext.Current;
        var explanation = FlagExplainer.Explain(compiled, new Asker(snapshot, context));
        var current = live.Current;

        // What was taken away since this version is answered by the live flags, and explained by them.
        return !ReferenceEquals(snapshot, current) && current.TryGet(flag, out var now) && !ReferenceEquals(explanation.Evaluation, live.Evaluate(snapshot, compiled, context))
            ? FlagExplainer.Explain(now, new Asker(current, context))
            : explanation;
    }

    void IValueMismatches.Report(Evaluation evaluation, string wanted, string? problem) => mismatches.Report(evaluation, wanted, problem);

    private Evaluation Use(FlagSnapshot version, CompiledFlag flag, EvaluationContext? context)
    {
        var evaluation = Decide(version, flag, context);
        if (EvaluationContext.CollectsCalls)
        {
            CallScope.Note(routes, evaluation);
            if (CallScope.Propagates)
            {
                CallScope.Propagate(evaluation, context);
            }
        }

        flag.Parts.NoteUse(evaluation, context);
        _exposures?.Record(flag.Parts, evaluation, context);

        return evaluation;
    }

    private Evaluation Decide(FlagSnapshot version, CompiledFlag flag, EvaluationContext? context)
    {
        var evaluation = live.Evaluate(version, flag, context);
        if (evaluation.Error == EvaluationError.TargetingKeyMissing)
        {
            live.CountMissingKey(flag.Key);
        }

        if (_evaluations.Enabled)
        {
            EvaluationCounter.Count(telemetry, evaluation);
        }

        return evaluation;
    }

    private Evaluation Missing(string flag)
    {
        var evaluation = MissingFlags.Answer(flag);
        if (_evaluations.Enabled)
        {
            EvaluationCounter.Count(telemetry, evaluation);
        }

        return evaluation;
    }
}
