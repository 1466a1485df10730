using Progressive.Metrics;

namespace Progressive.Guards;

/// <summary>Latency against a number: the candidate's window counts the calls that exceed it, those still running included.</summary>
internal sealed class LatencyFeed : GuardFeed
{
    private readonly MetricWindow _window;
    private readonly WarmCalls _warm;
    private readonly int _place = -1;

    internal LatencyFeed(GuardEvaluator evaluator, GuardSources sources)
        : base(evaluator)
    {
        _window = sources.Candidate;
        Span<int> place = [-1];
        var limit = TimeSpan.FromSeconds(evaluator.Guard.Bound.BaseValue);
        _warm = new WarmCalls(sources.WarmUp, sources.Candidate);
        _warm.KnownAfter(limit);
        if (_window.TryWatch(this, [WatchedLatency.Of(limit)], place))
        {
            _place = place[0];
        }
        else
        {
            evaluator.Hindrance = NoPlace;
        }
    }

    /// <summary>Why a guard on latency may be blind.</summary>
    internal static string NoPlace { get; } =
        $"not counted: more than {ThresholdCounts.Capacity} durations are watched on one variant; remove guards, or let several share a duration";

    internal override bool RestsWithItsWindow => true;

    internal override bool LooksWithinTicks => true;

    internal override GuardSample Peek(in MetricTotals candidate) => Of(candidate);

    internal override GuardSample Read(in GuardReading reading)
    {
        var sample = Of(reading.Candidate);
        _warm.BeginTick(reading.Now);
        return sample;
    }

    internal override void Stop() => _window.Unwatch(this);

    // Good and slow calls of a slot become known together, so nothing is late and nothing need be assumed of the running ones.
    private GuardSample Of(in MetricTotals candidate) => _place < 0 || !_warm.IsAllKnownOfWarm ? default : new(candidate.Thresholds[_place].Observed, candidate.Thresholds[_place].Exceeded);
}
