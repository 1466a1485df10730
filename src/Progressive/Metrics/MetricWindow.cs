using Progressive.Statistics;

namespace Progressive.Metrics;

/// <summary>
/// What one variant of one flag has seen since the window was made: counts of outcomes, a histogram of durations, and the calls that exceed watched
/// thresholds. Constant memory (8 KB for each processor in use, up to eight, and a ring for thresholds), no allocation for a call, and no lock except that with
/// thresholds the first call of a tick opens a slot. Safe for any number of threads.
/// </summary>
internal sealed class MetricWindow : IMeasureSource
{
    private const int MostStripes = 8;

    private readonly TimeProvider _time;
    private readonly long _tick;
    private readonly double _secondsPerUnit;
    private readonly MetricStripe?[] _stripes;
    private readonly MetricWindows? _windows;
    private readonly Lock _watching = new();
    private volatile LatencyRing? _ring;
    private volatile IBadOutcomeObserver? _observer;
    private volatile MeasureTable? _measures;
    private BurstFilter? _bursts;
    private readonly LatencyWatch _watch = new();
    private long _tickStart = long.MinValue;

    /// <param name="timeProvider">The clock all timestamps come from.</param>
    /// <param name="tick">How often guards are evaluated; the resolution of thresholds.</param>
    /// <param name="windows">Where it belongs; null for one that stands alone.</param>
    internal MetricWindow(TimeProvider timeProvider, TimeSpan tick, MetricWindows? windows = null)
    {
        _windows = windows;
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

    /// <summary>What its calls may record; null while nobody has asked.</summary>
    internal MeasureTable? Measures => _measures;

    /// <inheritdoc/>
    public IMeasureReader Open(string measure, bool randomisedOnly)
    {
        if (_windows?.Find(measure) is { PerKey: true, Within: var within })
        {
            return OpenKeyed(_windows, measure, within, randomisedOnly);
        }

        var ring = new MeasureRing(Close);
        lock (_watching)
        {
            _measures = (_measures ?? MeasureTable.Empty).With(measure, randomisedOnly, ring);
        }

        Call.IsUsed = true;
        return ring;
    }

    /// <summary>A value of a measure that no call recorded; who records whether chance chose is who asked for it.</summary>
    /// <returns>False when it is no number at or above zero.</returns>
    internal bool Record(string measure, double value) => _measures?.Publish(measure, value) ?? true;

    /// <summary>
    /// Has durations counted for one owner, in place of those it had; others keep theirs. A duration that stays keeps its place and its counts.
    /// Calls that are running when a new duration is added are not measured, against any.
    /// </summary>
    /// <param name="owner">Who asks; compared by reference.</param>
    /// <param name="wanted">What it wants.</param>
    /// <param name="places">Where in <see cref="MetricTotals.Thresholds"/> each is from now on; as long as <paramref name="wanted"/>.</param>
    /// <returns>False, and nothing is changed, when the twelve places are not enough for all owners.</returns>
    internal bool TryWatch(object owner, ReadOnlySpan<WatchedLatency> wanted, Span<int> places)
    {
        foreach (var watched in wanted)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(watched.Limit, TimeSpan.Zero, nameof(wanted));
        }

        lock (_watching)
        {
            if (!_watch.TryGive(owner, wanted, places, out var changed))
            {
                return false;
            }

            if (!changed)
            {
                return true;
            }

            var now = _time.GetTimestamp();

            // A start racing with this change could be reported to one ring and its end to the other; from two ticks on none does.
            var firstStart = Sum(MetricStripe.Started) == 0 ? long.MinValue : now + (2 * _tick);
            _ring = new LatencyRing(_watch.Places, ToUnits, _tick, firstStart, _ring?.Read(now, out _) ?? default);
            return true;
        }
    }

    /// <summary>Gives an owner's places back.</summary>
    internal void Unwatch(object owner)
    {
        lock (_watching)
        {
            _watch.Remove(owner);
        }
    }

    /// <summary>The longest any call has taken so far, to 2 %.</summary>
    internal TimeSpan ReadLongest()
    {
        var bucket = 0;
        foreach (var stripe in _stripes)
        {
            // Buckets only fill, so what is above the longest known is all there is to look at.
            bucket = Math.Max(bucket, stripe is null ? 0 : bucket + 1 + stripe.Durations[(bucket + 1)..].LastIndexOfAnyExcept(0));
        }

        return bucket > 0 ? TimeSpan.FromSeconds(DurationBuckets.UpperBound(bucket)) : TimeSpan.Zero;
    }

    /// <summary>A call begins.</summary>
    /// <param name="timestamp">Now.</param>
    /// <param name="randomised">Whether chance chose the variant; the same as will be said when it ends.</param>
    internal void Started(long timestamp, bool randomised = true)
    {
        Stripe().Count(MetricStripe.Started);
        _ring?.OnStarted(timestamp, randomised);
    }

    /// <summary>A call that was reported as started has ended.</summary>
    /// <param name="kind">How it ended.</param>
    /// <param name="startTimestamp">The timestamp given to <see cref="Started"/>.</param>
    /// <param name="endTimestamp">Now.</param>
    /// <param name="randomised">Whether chance chose the variant, not a rule or an override.</param>
    /// <param name="key">The hash of who it was for, looked at where it ended badly; 0 for nobody in particular.</param>
    internal void Completed(OutcomeKind kind, long startTimestamp, long endTimestamp, bool randomised, ulong key = 0)
    {
        var stripe = Stripe();
        var duration = endTimestamp - startTimestamp;
        stripe.CountDuration(duration * _secondsPerUnit);
        var bad = kind != OutcomeKind.Ok;
        if (bad && IsRepeated(key, endTimestamp))
        {
            stripe.Count(kind == OutcomeKind.Error ? MetricStripe.RepeatedError : MetricStripe.RepeatedRejected);
            bad = false;
        }
        else
        {
            stripe.Count(bad ? BadCell(stripe, kind, startTimestamp, randomised) : MetricStripe.CellOf(kind, randomised));
        }

        if (_ring is { } ring && ring.OnCompleted(startTimestamp, duration, randomised))
        {
            bad |= ring.Settle(endTimestamp);
        }

        if (bad)
        {
            _observer?.OnBadOutcome();
        }
    }

    /// <summary>The caller of a started call went away: it counts nowhere, as nobody knows how it would have ended. A threshold it had exceeded by then stays exceeded.</summary>
    internal void Abandoned(long startTimestamp, bool randomised = true)
    {
        Stripe().Count(MetricStripe.Abandoned);
        _ring?.OnAbandoned(startTimestamp, _time.GetTimestamp(), randomised);
    }

    /// <summary>
    /// Whether a reading now would find what <paramref name="last"/> found, at whatever time: no call has started since, none was running then, and every
    /// call is settled against every threshold. Costs a counter of each stripe.
    /// </summary>
    internal bool IsStill(in MetricTotals last) =>
        last.Started == last.Abandoned + last.Calls + last.Repeated
        && Sum(MetricStripe.Started) == last.Started
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
        var repeatedRejected = Sum(MetricStripe.RepeatedRejected);
        var repeated = repeatedRejected + Sum(MetricStripe.RepeatedError);
        var started = Sum(MetricStripe.Started);
        var thresholds = default(ThresholdCounts);
        var settlements = 0L;
        lock (_watching)
        {
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
            Repeated = repeated,
            RepeatedRejected = repeatedRejected,
            IsOfOneKey = _bursts is { HasSeveral: false },
            InFlight = Math.Max(0, started - abandoned - repeated - ok - randomisedOk - rejected.Total - error.Total),
            LateRejected = rejected.Late,
            LateError = error.Late,
            Thresholds = thresholds,
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

    private KeyedReader OpenKeyed(MetricWindows windows, string measure, TimeSpan within, bool randomisedOnly)
    {
        var reader = new KeyedReader(measure, within, randomisedOnly, _time, Close);
        lock (_watching)
        {
            var table = (_measures ?? MeasureTable.Empty).With(reader);
            _measures = table;
            windows.Add(reader, table.Cells[table.IndexOf(measure, 0)]);
        }

        return reader;
    }

    private void Close(KeyedReader reader)
    {
        lock (_watching)
        {
            _measures = _measures?.Without(reader);
            _windows?.Remove(reader);
        }
    }

    private void Close(MeasureRing ring)
    {
        lock (_watching)
        {
            _measures = _measures?.Without(ring);
        }
    }

    private bool IsRepeated(ulong key, long now)
    {
        var bursts = _bursts ?? AddBursts();
        if (key != 0 && _windows is not { CollapsesBursts: false })
        {
            return !bursts.IsFirst(key, now / _tick);
        }

        bursts.Keyless();
        return false;
    }

    private BurstFilter AddBursts() => Interlocked.CompareExchange(ref _bursts, new BurstFilter(), null) ?? _bursts!;

    private int BadCell(MetricStripe stripe, OutcomeKind kind, long startTimestamp, bool randomised)
    {
        var tickStart = Volatile.Read(ref _tickStart);
        if (startTimestamp >= tickStart)
        {
            return MetricStripe.CellOf(kind, randomised);
        }

        stripe.HasLate = true;

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
        foreach (var stripe in _stripes)
        {
            if (stripe is not { HasLate: true })
            {
                continue;
            }

            for (var c = 0; c < LateCounts.Classes; c++)
            {
                var randomisedOfClass = stripe.Read(MetricStripe.LateCellsOf(kind, true) + c);
                lateRandomised += randomisedOfClass;
                late[c] += stripe.Read(MetricStripe.LateCellsOf(kind, false) + c) + randomisedOfClass;
            }
        }

        var freshRandomised = Sum(MetricStripe.CellOf(kind, true));
        var fresh = Sum(MetricStripe.CellOf(kind, false)) + freshRandomised;
        return (fresh + late.Total, freshRandomised + lateRandomised, late);
    }

    internal long ToTimestamps(TimeSpan duration) => ToUnits(duration);

    private long ToUnits(TimeSpan duration) => (long)Math.Round(duration.TotalSeconds * _time.TimestampFrequency);
}
