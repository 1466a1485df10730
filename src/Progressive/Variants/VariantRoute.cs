using System.Diagnostics.CodeAnalysis;
using Progressive.Diagnostics;
using Progressive.Exposures;
using Progressive.Flags;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>
/// The way of one flag's calls: decides which variant serves and watches how it ends. What proxies, endpoints and adapters hold on to.
/// </summary>
/// <remarks>Obtained from <see cref="VariantRoutes"/>, valid as long as the host. Deciding and recording take no lock and allocate nothing.</remarks>
public sealed class VariantRoute
{
    private readonly LiveFlags _live;
    private readonly MetricWindows _windows;
    private readonly ExposureRecorder? _exposures;
    private readonly FlagKey _key;
    private volatile RouteTable? _table;

    internal VariantRoute(string flag, LiveFlags live, MetricWindows windows, ProgressiveTelemetry telemetry, TimeProvider time, ExposureRecorder? exposures = null)
    {
        _exposures = exposures;
        Flag = flag;
        _key = new FlagKey(flag);
        _live = live;
        _windows = windows;
        Telemetry = telemetry;
        Time = time;
    }

    /// <summary>The flag's key.</summary>
    public string Flag { get; }

    /// <summary>Whether some variant of this flag answers the failed calls of the others.</summary>
    public bool HasFallback => _live.Current.Get(_key)?.Fallback is not null;

    /// <summary>What the flag's answer depends on at this moment, of what is to be found out about the caller.</summary>
    public ContextNeeds Needs => NeedsFor(pinnedBy: null);

    internal bool IsSticky => _live.Current.Get(_key) is { Hash: not null, Parts.StickBy: not StickyKey.Call };

    internal ProgressiveTelemetry Telemetry { get; }

    internal TimeProvider Time { get; }

    internal IReadOnlyList<ServedVariant> Variants => _live.Current.Get(_key) is { } flag ? TableOf(flag.Parts).Variants : [];

    /// <summary>What the flag's answer depends on in the version of the flags that holds for a context.</summary>
    /// <param name="pinnedBy">A context with an open <see cref="CallScope"/>; null: the version of the current context, or the live one.</param>
    /// <returns>What has to be found out before deciding.</returns>
    public ContextNeeds NeedsFor(EvaluationContext? pinnedBy) => (_live.VersionFor(pinnedBy).Get(_key)?.Needs ?? ContextNeeds.None) & ~ContextNeeds.Time;

    /// <summary>Decides by a key, without a context object.</summary>
    /// <param name="targetingKey">The key; null or empty where there is none.</param>
    /// <returns>The evaluation.</returns>
    public Evaluation Evaluate(string? targetingKey) => Evaluate(targetingKey, pinnedBy: null);

    /// <summary>Decides by a key, without the context being asked for one: it only says which version of the flags holds.</summary>
    /// <param name="targetingKey">The key; null or empty where there is none.</param>
    /// <param name="pinnedBy">A context with an open <see cref="CallScope"/>; null: the version of the current context, or the live one.</param>
    /// <returns>The evaluation.</returns>
    public Evaluation Evaluate(string? targetingKey, EvaluationContext? pinnedBy)
    {
        var version = _live.VersionFor(pinnedBy);
        return version.Get(_key) is { } flag ? Counted(flag, _live.Evaluate(version, flag, targetingKey), context: null) : NotFound();
    }

    /// <summary>Decides by a context.</summary>
    /// <param name="context">Who is asking; null uses the current context.</param>
    /// <returns>The evaluation.</returns>
    public Evaluation Evaluate(EvaluationContext? context)
    {
        var version = _live.VersionFor(context);
        if (version.Get(_key) is not { } flag)
        {
            return NotFound();
        }

        var evaluation = Counted(flag, _live.Evaluate(version, flag, context), context);
        if (CallScope.Propagates)
        {
            CallScope.Propagate(evaluation, context);
        }

        return evaluation;
    }

    /// <summary>Whether the flag's answer is the same for everybody at this moment, so that no key needs to be found.</summary>
    /// <param name="evaluation">That answer.</param>
    /// <returns>True when no context can change it.</returns>
    public bool TryEvaluateForEverybody([NotNullWhen(true)] out Evaluation? evaluation)
    {
        if (_live.Current.Get(_key) is not { } flag)
        {
            evaluation = NotFound();
            return true;
        }

        evaluation = flag.Everybody;
        if (evaluation is null)
        {
            return false;
        }

        flag.Parts.Marks.Note(evaluation.VariantIndex);
        return true;
    }

    /// <summary>Starts a call of the variant an evaluation chose. Every call must be ended once.</summary>
    /// <param name="evaluation">An evaluation of this flag.</param>
    /// <param name="context">Who it was evaluated for, who is exposed to the variant by this; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <returns>The running call.</returns>
    public VariantCall Start(Evaluation evaluation, EvaluationContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        if (_exposures is { } exposures && _live.VersionFor(context).Get(_key) is { } flag)
        {
            exposures.Record(flag.Parts, evaluation, context);
        }

        return StartCall(evaluation);
    }

    /// <summary>Starts a call of a variant that is known to serve: an endpoint that was selected, a fallback.</summary>
    /// <param name="variant">The variant that serves.</param>
    /// <param name="drawn">
    /// Whether a split or a rollout chose it for this call. Only then is the call a random sample, which relative guards need.
    /// </param>
    /// <returns>The running call.</returns>
    public VariantCall Start(string variant, bool drawn)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return Start(Find(variant, -1), drawn);
    }

    /// <summary>
    /// Whether the use of a variant is to be recorded: whoever starts a call by a variant's name then says by <see cref="Expose(string, EvaluationContext?)"/> whose call it is.
    /// </summary>
    public bool RecordsExposures => _exposures is not null;

    /// <summary>Records that somebody got the variant that the flag chooses for them.</summary>
    /// <param name="variant">The variant that runs. Where the flag would choose another one, it stands in for that one, and nothing is recorded.</param>
    /// <param name="context">Who got it; null uses <see cref="EvaluationContext.Current"/>.</param>
    /// <remarks>Does nothing where exposures were not asked for.</remarks>
    public void Expose(string variant, EvaluationContext? context)
    {
        if (FindExposed(context) is (var version, { } flag)
            && _live.Evaluate(version, flag, context) is var evaluation
            && string.Equals(evaluation.Variant, variant, StringComparison.OrdinalIgnoreCase))
        {
            _exposures!.Record(flag.Parts, evaluation, context);
        }
    }

    /// <inheritdoc cref="Expose(string, EvaluationContext?)"/>
    /// <param name="variant">The variant that runs. Where the flag would choose another one, it stands in for that one, and nothing is recorded.</param>
    /// <param name="targetingKey">Who got it.</param>
    public void Expose(string variant, string? targetingKey)
    {
        if (FindExposed(null) is (var version, { } flag)
            && _live.Evaluate(version, flag, targetingKey) is var evaluation
            && string.Equals(evaluation.Variant, variant, StringComparison.OrdinalIgnoreCase))
        {
            _exposures!.Record(flag.Parts, evaluation, targetingKey);
        }
    }

    /// <summary>The revision of a variant as it is served now, from code and definitions.</summary>
    /// <param name="variant">The variant.</param>
    /// <returns>The revision; null where it has none.</returns>
    public string? RevisionOf(string variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return Find(variant, -1)?.Revision;
    }

    /// <summary>The hash of what the flag sticks by; 0 for nobody in particular.</summary>
    internal ulong KeyOf(EvaluationContext? context)
    {
        if (_live.Current.Get(_key) is not { Hash: not null, Parts: var parts }
            || parts.StickBy == StickyKey.Call
            || (context ?? EvaluationContext.Current) is not { } who)
        {
            return 0;
        }

        if (parts.StickBy == StickyKey.TargetingKey)
        {
            return who.TargetingKey is { } key ? KeyHash.Of(key) : 0;
        }

        return who.TryGet(parts.StickByAttribute!, out var value)
            ? KeyHash.Of(value.Text is { } text ? text : value.Format(stackalloc char[32]))
            : 0;
    }

    /// <summary>For calls whose use has been recorded.</summary>
    internal VariantCall StartCall(Evaluation evaluation) =>
        Start(Find(evaluation.Variant, evaluation.VariantIndex), evaluation.Reason == EvaluationReason.Split);

    internal VariantCall Start(ServedVariant? served, bool randomised)
    {
        var start = Time.GetTimestamp();
        Call? call = null;
        if (served is not null)
        {
            served.Window.Started(start, randomised);
            if (served.Window.Measures is { HasReaders: true } measures)
            {
                call = Call.Rent(measures, Call.Current);
            }
        }

        return new VariantCall(this, served, start, randomised, call);
    }

    /// <summary>Lets go of what a flag that is no more had: whoever holds the route in code may hold it for ever.</summary>
    internal void Forget() => _table = null;

    internal ServedVariant? FallbackOf(ServedVariant failed) =>
        _live.Current.Get(_key) is { Fallback: { } fallback, Parts: var parts } && TableOf(parts).Variants[fallback] is var answering && answering != failed
            ? answering
            : null;

    private (FlagSnapshot Version, CompiledFlag? Flag) FindExposed(EvaluationContext? context)
    {
        if (_exposures is null)
        {
            return default;
        }

        var version = _live.VersionFor(context);
        var flag = version.Get(_key);
        if (flag is not { Parts.StickBy: StickyKey.Call })
        {
            return (version, flag);
        }

        // It would decide again, and otherwise.
        _exposures.CountNobody();
        return default;
    }

    private ServedVariant? Find(string name, int index)
    {
        if (_live.Current.Get(_key) is not { } flag)
        {
            return null;
        }

        var variants = TableOf(flag.Parts).Variants;

        // The evaluation may come from the snapshot before a reload, where indices stood for other names.
        if ((uint)index < (uint)variants.Length && string.Equals(variants[index].Name, name, StringComparison.Ordinal))
        {
            return variants[index];
        }

        foreach (var served in variants)
        {
            if (string.Equals(served.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return served;
            }
        }

        return null;
    }

    private RouteTable TableOf(CompiledFlagParts parts)
    {
        var table = _table;
        if (table is not null && ReferenceEquals(table.Parts, parts))
        {
            return table;
        }

        // Two threads may build it twice: windows are shared through MetricWindows, so either table counts into the same cells.
        return _table = new RouteTable(parts, _windows, table);
    }

    private Evaluation Counted(CompiledFlag flag, Evaluation evaluation, EvaluationContext? context)
    {
        flag.Parts.NoteUse(evaluation, context);
        if (evaluation.Error == EvaluationError.TargetingKeyMissing)
        {
            _live.CountMissingKey(Flag);
        }

        if (Telemetry.Evaluations.Enabled)
        {
            EvaluationCounter.Count(Telemetry, evaluation);
        }

        return evaluation;
    }

    private Evaluation NotFound() => MissingFlags.Answer(Flag);
}
