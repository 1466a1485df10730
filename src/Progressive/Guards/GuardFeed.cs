using Progressive.Metrics;

namespace Progressive.Guards;

/// <summary>Brings one guard what it is about, tick by tick. Not safe for several threads.</summary>
internal abstract class GuardFeed(GuardEvaluator evaluator)
{
    internal GuardEvaluator Evaluator { get; } = evaluator;

    /// <summary>Whether a bad call is worth a look before its tick is over.</summary>
    internal virtual bool LooksWithinTicks => false;

    /// <summary>Whether a tick without news in the windows says nothing; not where values come from elsewhere, or time alone changes what is compared.</summary>
    internal virtual bool RestsWithItsWindow => false;

    /// <summary>The running tick so far.</summary>
    /// <param name="candidate">What the candidate's window counted since the tick began.</param>
    internal virtual GuardSample Peek(in MetricTotals candidate) => default;

    /// <summary>The tick that is over; values of measures have been handed to the evaluator when it returns.</summary>
    /// <param name="reading">What both windows say.</param>
    internal abstract GuardSample Read(in GuardReading reading);

    /// <summary>Called once when nobody looks any more.</summary>
    internal virtual void Stop()
    {
    }

    /// <param name="evaluator">Whose guard it is.</param>
    /// <param name="sources">Where samples come from.</param>
    internal static GuardFeed For(GuardEvaluator evaluator, GuardSources sources)
    {
        var guard = evaluator.Guard;
        return GuardMetric.IsOutcome(guard.Metric) ? new OutcomeFeed(evaluator)
            : guard.Metric != GuardMetric.Latency ? new MeasureFeed(evaluator, sources)
            : guard.Bound.RelativeToStable ? new StableLatencyFeed(evaluator, sources)
            : new LatencyFeed(evaluator, sources);
    }
}

/// <summary>Where the samples of one variant's guards come from.</summary>
/// <param name="Candidate">The variant's window.</param>
/// <param name="Stable">The window of what it is compared with.</param>
/// <param name="CandidateMeasures">The variant's measures; null where none are recorded.</param>
/// <param name="StableMeasures">Those of what it is compared with.</param>
/// <param name="Margins">What guards that name no margin must exclude.</param>
/// <param name="WarmUp">What guards on latency leave out; null for nothing.</param>
internal sealed record GuardSources(
    MetricWindow Candidate,
    MetricWindow Stable,
    IMeasureSource? CandidateMeasures,
    IMeasureSource? StableMeasures,
    GuardMargins Margins,
    WarmUp? WarmUp = null)
{
    private long _readAt = long.MinValue;
    private long _longestTicks;

    /// <summary>How many ticks the candidate's longest call took; read once a tick.</summary>
    internal long LongestTicks(long now)
    {
        if (now != _readAt)
        {
            _readAt = now;
            _longestTicks = (long)Math.Ceiling(Candidate.ReadLongest() / GuardTick.Interval);
        }

        return _longestTicks;
    }
}

/// <summary>What both windows say at the end of a tick.</summary>
internal readonly ref struct GuardReading
{
    internal GuardReading(ref readonly MetricTotals candidate, ref readonly MetricTotals stable, ref readonly MetricTotals candidateTotals, ref readonly MetricTotals stableTotals, long now)
    {
        Candidate = ref candidate;
        Stable = ref stable;
        CandidateTotals = ref candidateTotals;
        StableTotals = ref stableTotals;
        Now = now;
    }

    /// <summary>Counted in the tick by the candidate's window.</summary>
    internal readonly ref readonly MetricTotals Candidate;

    /// <summary>Counted in the tick by stable's.</summary>
    internal readonly ref readonly MetricTotals Stable;

    /// <summary>Counted by the candidate's window since it was made.</summary>
    internal readonly ref readonly MetricTotals CandidateTotals;

    /// <summary>Counted by stable's since it was made.</summary>
    internal readonly ref readonly MetricTotals StableTotals;

    /// <summary>The end of the tick.</summary>
    internal readonly long Now;
}
