using Progressive.Metrics;
using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// Latency against stable: calls over stable's quantile L, and the candidate's over <c>(1+m)L + d</c>, counted by both windows when they are as old as the larger of the two, so that
/// the calls of a tick are of the same start times on both sides.
/// </summary>
/// <remarks>
/// L is the upper bound of a bucket of stable's histogram, from calls that ended before the tick: the test allows any such limit. It is looked at again by a rule fixed in advance, when stable
/// has ended enough calls for ten to lie beyond the quantile, then after twice as many each time, 100,000 at most; it is moved when it is off by more than two buckets (4.4 %),
/// because for a moment after a move nothing is measured. Evidence is kept.
/// </remarks>
internal sealed class StableLatencyFeed : GuardFeed
{
    private const int LeastMove = 2;

    private readonly MetricWindow _candidate;
    private readonly MetricWindow _stable;
    private readonly double[] _quantiles;
    private readonly QuantileLimits _limits;
    private readonly WarmCalls _warm;
    private readonly int[] _buckets;
    private readonly long[] _histogram = new long[DurationBuckets.Count];
    private readonly long[] _histogramBefore = new long[DurationBuckets.Count];
    private readonly int[] _candidatePlaces;
    private readonly int[] _stablePlaces;
    private ThresholdCounts _candidateSeen;
    private ThresholdCounts _stableSeen;
    private long _callsBefore;
    private long _next;
    private bool _isWatching;

    internal StableLatencyFeed(GuardEvaluator evaluator, GuardSources sources)
        : base(evaluator)
    {
        _candidate = sources.Candidate;
        _stable = sources.Stable;
        _quantiles = GuardTests.QuantilesOf(evaluator.Guard);
        _limits = QuantileLimits.From(evaluator.Guard, sources.Margins);
        _warm = new WarmCalls(sources.WarmUp, sources.Candidate);
        _buckets = new int[_quantiles.Length];
        _stablePlaces = new int[_quantiles.Length];
        _candidatePlaces = new int[_quantiles.Length * (_limits.IsOne ? 1 : 2)];
        _next = MeasuredQuantile.FirstCalls(_quantiles[^1]);
    }

    /// <summary>Places a guard needs on the candidate's window.</summary>
    internal static int PlacesOf(Guard guard) =>
        GuardTests.QuantilesOf(guard).Length * (QuantileLimits.From(guard, GuardMargins.Default).IsOne ? 1 : 2);

    internal override GuardSample Read(in GuardReading reading)
    {
        // Of a tick that is left out both arms are, or what is compared would not be of the same time.
        var counted = _isWatching ? Count(reading) : default;
        var sample = _warm.IsAllKnownOfWarm ? counted : default;
        _warm.BeginTick(reading.Now);
        if (reading.StableTotals.Calls - _callsBefore >= _next)
        {
            Look(reading.StableTotals.Calls, reading.Now);
        }

        return sample;
    }

    internal override void Stop()
    {
        _candidate.Unwatch(this);
        _stable.Unwatch(this);
    }

    private GuardSample Count(in GuardReading reading)
    {
        var candidate = reading.CandidateTotals.Thresholds - _candidateSeen;
        var stable = reading.StableTotals.Thresholds - _stableSeen;
        (_candidateSeen, _stableSeen) = (reading.CandidateTotals.Thresholds, reading.StableTotals.Thresholds);
        var parts = _quantiles.Length;
        var quantiles = default(QuantileTicks);
        for (var part = 0; part < parts; part++)
        {
            var own = candidate[_candidatePlaces[part]];
            var far = candidate[_candidatePlaces[_limits.IsOne ? part : part + parts]];
            var other = stable[_stablePlaces[part]];
            quantiles[part] = new(own.Observed, own.Exceeded, Math.Min(far.Exceeded, own.Observed), other.Observed, other.Exceeded);
        }

        return new(quantiles[parts - 1].Candidate, quantiles[parts - 1].CandidateOver, quantiles[parts - 1].Stable, quantiles[parts - 1].StableOver)
        {
            Quantiles = quantiles,
            Limit = _limits.Of(DurationBuckets.UpperBound(_buckets[^1])),
        };
    }

    private void Look(long calls, long now)
    {
        _histogram.AsSpan().Clear();
        _stable.ReadDurations(_histogram);
        var moved = !_isWatching;
        Span<int> buckets = stackalloc int[_quantiles.Length];
        for (var i = 0; i < _histogram.Length; i++)
        {
            (_histogram[i], _histogramBefore[i]) = (_histogram[i] - _histogramBefore[i], _histogram[i]);
        }

        for (var part = 0; part < buckets.Length; part++)
        {
            buckets[part] = DurationBuckets.IndexOf(DurationBuckets.Quantile(_histogram, _quantiles[part]));
            moved |= Math.Abs(buckets[part] - _buckets[part]) > LeastMove;
        }

        (_callsBefore, _next) = (calls, MeasuredQuantile.NextCalls(_next));
        if (moved)
        {
            Move(buckets, now);
        }
    }

    private void Move(ReadOnlySpan<int> buckets, long now)
    {
        Span<WatchedLatency> own = stackalloc WatchedLatency[_candidatePlaces.Length];
        Span<WatchedLatency> other = stackalloc WatchedLatency[_stablePlaces.Length];
        var longest = TimeSpan.Zero;
        for (var part = 0; part < buckets.Length; part++)
        {
            var limit = DurationBuckets.UpperBound(buckets[part]);
            var (near, far) = (Duration(_limits.Of(limit)), Duration(_limits.FarOf(limit)));
            var oldest = Longer(Duration(limit), Longer(near, far));
            longest = Longer(longest, oldest);
            other[part] = new(Duration(limit), oldest, RandomisedOnly: true);
            own[part] = new(near, oldest, RandomisedOnly: true);
            if (!_limits.IsOne)
            {
                own[part + buckets.Length] = new(far, oldest, RandomisedOnly: true);
            }
        }

        _warm.KnownAfter(longest);
        _isWatching = _candidate.TryWatch(this, own, _candidatePlaces) && _stable.TryWatch(this, other, _stablePlaces);
        Evaluator.Hindrance = _isWatching ? null : LatencyFeed.NoPlace;
        buckets.CopyTo(_buckets);
        _candidateSeen = _candidate.Read(now).Thresholds;
        _stableSeen = _stable.Read(now).Thresholds;
    }

    // A difference may be larger than the quantile it is taken off.
    private static TimeSpan Duration(double seconds) => TimeSpan.FromSeconds(Math.Max(1e-6, seconds));

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
