using Progressive.Statistics;

namespace Progressive.Metrics;

/// <summary>
/// What one variant of one flag has seen since the window was made: counts of outcomes, a histogram of durations, and the calls that exceed watched
/// thresholds. Constant memory (8 KB for each processor in use, up to eight, and a ring for thresholds), no allocation for a call, and no lock except that with
/// thresholds the first call of a tick opens a slot. Safe for any number of threads.
/// </summary>
internal sealed class MetricWindow
{
    private const int MostStripes = 8;

    private readonly TimeProvider _time;
    private readonly long _tick;
    private readonly double _secondsPerUnit;
    private readonly MetricStripe?[] _stripes;
    private readonly Lock _watching = new();
    private volatile LatencyRing? _ring;
    private volatile IBadOutcomeObserver? _observer;
    private int _thresholdsVersion;
    private long _tickStart = long.MinValue;

    /// <param name="timeProvider">The clock all timestamps come from.</param>
    /// <param name="tick">How often guards are evaluated; the resolution of thresholds.</param>
    internal MetricWindow(TimeProvider timeProvider, TimeSpan tick)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(tick, TimeSpan.Zero);
        _time = timeProvider;
        _tick = Math.Max(1, ToUnits(tick));
        _secondsPerUnit = 1.0 / timeProvider.TimestampFrequency;
        _stripes = new MetricStripe?[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(MostStripes, Environment.ProcessorCount))];
    }

    /// <summary>Who is told about rejected, failed and too slow calls.</summary>
    internal IBadOutcomeObserver? Observer
    {
        get => _observer;
        set => _observer = value;
    }

    /// <summary>
    /// Sets the thresholds on durations, at most eight, replacing earlier ones; a threshold that stays keeps its counts, whatever its place.
    /// Calls that are running when thresholds change are not measured against them.
    /// </summary>
    internal void Watch(ReadOnlySpan<TimeSpan> thresholds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(thresholds.Length, ThresholdCounts.Capacity, nameof(thresholds));
        Span<long> units = stackalloc long[thresholds.Length];
        for (var d = 0; d < units.Length; d++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(thresholds[d], TimeSpan.Zero, nameof(thresholds));
            units[d] = ToUnits(thresholds[d]);
        }

        lock (_watching)
        {
            var old = _ring;
            if (units.SequenceEqual(old is null ? [] : old.Thresholds))
            {
                return;
            }

            var now = _time.GetTimestamp();
            var counted = old?.Read(now, out _) ?? default;
            var carried = default(ThresholdCounts);
            for (var d = 0; d < units.Length; d++)
            {
                var place = old is null ? -1 : old.Thresholds.IndexOf(units[d]);
                carried[d] = place < 0 ? default : counted[place];
            }

            // A start racing with this change could be reported to one ring and its end to the other; from two ticks on none does.
            var firstStart = Sum(MetricStripe.Started) == 0 ? long.MinValue : now + (2 * _tick);
            _thresholdsVersion++;
            _ring = units.IsEmpty ? null : new LatencyRing(units, _tick, firstStart, carried);
        }
    }

    /// <summary>A call begins.</summary>
    internal void Started(long timestamp)
    {
        Stripe().Count(MetricStripe.Started);
        _ring?.OnStarted(timestamp);
    }

    /// <summary>A call that was reported as started has ended.</summary>
    /// <param name="kind">How it ended.</param>
    /// <param name="startTimestamp">The timestamp given to <see cref="Started"/>.</param>
    /// <param name="endTimestamp">Now.</param>
    /// <param name="randomised">Whether chance chose the variant, not a rule or an override.</param>
    internal void Completed(OutcomeKind kind, long startTimestamp, long endTimestamp, bool randomised)
    {
        var stripe = Stripe();
        var duration = endTimestamp - startTimestamp;
        stripe.CountDuration(duration * _secondsPerUnit);
        var bad = kind != OutcomeKind.Ok;
        stripe.Count(bad ? BadCell(kind, startTimestamp, randomised) : MetricStripe.CellOf(kind, randomised));
        if (_ring is { } ring && ring.OnCompleted(startTimestamp, duration))
        {
            bad |= ring.Settle(endTimestamp);
        }

        if (bad)
        {
            _observer?.OnBadOutcome();
        }
    }

    /// <summary>The caller of a started call went away: it counts nowhere, as nobody knows how it would have ended. A threshold it had exceeded by then stays exceeded.</summary>
    internal void Abandoned(long startTimestamp)
    {
        Stripe().Count(MetricStripe.Abandoned);
        _ring?.OnAbandoned(startTimestamp, _time.GetTimestamp());
    }

    /// <summary>
    /// Whether a reading now would find what <paramref name="last"/> found, at whatever time: no call has started since, none was running then, and every
    /// call is settled against every threshold. Costs a counter of each stripe.
    /// </summary>
    internal bool IsStill(in MetricTotals last) =>
        last.Started == last.Abandoned + last.Calls
        && Sum(MetricStripe.Started) == last.Started
        && Volatile.Read(ref _thresholdsVersion) == last.ThresholdsVersion
        && (_ring is not { } ring || ring.IsStillAt(last.Settlements));

    /// <summary>Whether any call has started since the window was made.</summary>
    internal bool HasCalls => Sum(MetricStripe.Started) > 0;

    /// <summary>Begins a tick without a reading: bad calls that started before <paramref name="nowTimestamp"/> are late from here on.</summary>
    internal void BeginTick(long nowTimestamp) => Volatile.Write(ref _tickStart, nowTimestamp);

    /// <summary>
    /// Ends a tick: like <see cref="Read"/>, and bad calls that started before <paramref name="nowTimestamp"/> are late from here on. To be called by the one
    /// that commits ticks to guards; without it no call is ever late.
    /// </summary>
    internal MetricTotals ReadTick(long nowTimestamp)
    {
        BeginTick(nowTimestamp);
        return Read(nowTimestamp);
    }

    /// <summary>Everything counted so far.</summary>
    internal MetricTotals Read(long nowTimestamp)
    {
        // Bad before good before started: while calls are counted, a reading may lack a bad call or take an ended one for running, which errs towards "undecided".
        var error = ReadBad(OutcomeKind.Error);
        var rejected = ReadBad(OutcomeKind.Rejected);
        var ok = Sum(MetricStripe.CellOf(OutcomeKind.Ok, false));
        var randomisedOk = Sum(MetricStripe.CellOf(OutcomeKind.Ok, true));
        var abandoned = Sum(MetricStripe.Abandoned);
        var started = Sum(MetricStripe.Started);
        var thresholds = default(ThresholdCounts);
        int version;
        var settlements = 0L;
        lock (_watching)
        {
            version = _thresholdsVersion;
            thresholds = _ring?.Read(nowTimestamp, out settlements) ?? default;
        }

        return new()
        {
            Ok = ok + randomisedOk,
            Rejected = rejected.Total,
            Error = error.Total,
            RandomisedOk = randomisedOk,
            RandomisedRejected = rejected.Randomised,
            RandomisedError = error.Randomised,
            Started = started,
            Abandoned = abandoned,
            InFlight = Math.Max(0, started - abandoned - ok - randomisedOk - rejected.Total - error.Total),
            LateRejected = rejected.Late,
            LateError = error.Late,
            Thresholds = thresholds,
            ThresholdsVersion = version,
            Settlements = settlements,
        };
    }

    /// <summary>Adds the histogram of durations to <paramref name="destination"/>, of <see cref="DurationBuckets.Count"/> counts.</summary>
    internal void ReadDurations(Span<long> destination)
    {
        foreach (var stripe in _stripes)
        {
            if (stripe is not null)
            {
                DurationBuckets.Add(stripe.Durations, destination);
            }
        }
    }

    private int BadCell(OutcomeKind kind, long startTimestamp, bool randomised)
    {
        var tickStart = Volatile.Read(ref _tickStart);
        if (startTimestamp >= tickStart)
        {
            return MetricStripe.CellOf(kind, randomised);
        }

        // Started in the tick before, or the one before that, …; beyond the first, one more, as a timer that was late makes the next tick short.
        var ticks = ((tickStart - startTimestamp) / _tick) + 1;
        return MetricStripe.LateCellsOf(kind, randomised) + LateCounts.ClassOf(ticks > 1 ? ticks + 1 : ticks);
    }

    private MetricStripe Stripe()
    {
        var place = Environment.CurrentManagedThreadId & (_stripes.Length - 1);
        return _stripes[place] ?? AddStripe(place);
    }

    private MetricStripe AddStripe(int place) => Interlocked.CompareExchange(ref _stripes[place], new MetricStripe(), null) ?? _stripes[place]!;

    private long Sum(int cell)
    {
        var sum = 0L;
        foreach (var stripe in _stripes)
        {
            sum += stripe?.Read(cell) ?? 0;
        }

        return sum;
    }

    private (long Total, long Randomised, LateCounts Late) ReadBad(OutcomeKind kind)
    {
        var late = default(LateCounts);
        var lateRandomised = 0L;
        for (var c = 0; c < LateCounts.Classes; c++)
        {
            var randomisedOfClass = Sum(MetricStripe.LateCellsOf(kind, true) + c);
            lateRandomised += randomisedOfClass;
            late[c] = Sum(MetricStripe.LateCellsOf(kind, false) + c) + randomisedOfClass;
        }

        var freshRandomised = Sum(MetricStripe.CellOf(kind, true));
        var fresh = Sum(MetricStripe.CellOf(kind, false)) + freshRandomised;
        return (fresh + late.Total, freshRandomised + lateRandomised, late);
    }

    private long ToUnits(TimeSpan duration) => (long)Math.Round(duration.TotalSeconds * _time.TimestampFrequency);
}
