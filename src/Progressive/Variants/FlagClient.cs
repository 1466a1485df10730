using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Variants;

/// <summary>Reads flags from the one live snapshot, and runs inline calls.</summary>
internal sealed class FlagClient(LiveFlags live, VariantRoutes routes, Diagnostics.ProgressiveTelemetry telemetry, ValueMismatches mismatches) : IFlags, IValueMismatches
{
    public bool IsEnabled(string flag, EvaluationContext? context = null) => Evaluate(flag, context).IsEnabled;

    public bool IsEnabled(FlagKey flag, EvaluationContext? context = null) => Evaluate(flag, context).IsEnabled;

    public Evaluation Evaluate(string flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return Finish(flag, context, live.Current is var snapshot && snapshot.TryGet(flag, out var compiled) ? FlagEvaluator.Evaluate(compiled, context, snapshot) : MissingFlags.Answer(flag));
    }

    public Evaluation Evaluate(FlagKey flag, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return Finish(flag.Name, context, live.Current is var snapshot && snapshot.Get(flag) is { } compiled ? FlagEvaluator.Evaluate(compiled, context, snapshot) : MissingFlags.Answer(flag.Name));
    }

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
        var snapshot = live.Current;
        return snapshot.TryGet(flag, out var compiled)
            ? FlagExplainer.Explain(compiled, new Asker(snapshot, context ?? EvaluationContext.Current))
            : new Explanation(MissingFlags.Answer(flag), []);
    }

    void IValueMismatches.Report(Evaluation evaluation, string wanted, string? problem) => mismatches.Report(evaluation, wanted, problem);

    private Evaluation Finish(string flag, EvaluationContext? context, Evaluation evaluation)
    {
        if (evaluation.Error == EvaluationError.TargetingKeyMissing)
        {
            live.CountMissingKey(flag);
        }

        if (telemetry.Evaluations.Enabled)
        {
            EvaluationCounter.Count(telemetry, evaluation);
        }

        if (EvaluationContext.CollectsCalls)
        {
            CallScope.Note(routes, evaluation);
            if (CallScope.Propagates)
            {
                CallScope.Propagate(evaluation, context);
            }
        }

        return evaluation;
    }
}
