namespace Progressive.Metrics;

/// <summary>
/// Counts, for up to eight thresholds, the calls that took longer, those still running included, in memory that does not grow with them: a ring of
/// slots, one for each short interval of <em>start</em> times.
/// </summary>
/// <remarks>
/// <para>
/// Once a whole slot is older than a threshold D every call in it has either ended within D or exceeds D, so the slot is settled for D: its calls, less the abandoned ones, are
/// observed, and what did not end within D exceeds. Nothing that happens later changes that, so a count never goes back and no call counts twice. Because good and
/// slow calls of a slot become known together, neither arrives before the other: to a sequential test the counts are calls in the order they started.
/// </para>
/// <para>
/// Recording is one compare-and-swap: each counter carries the low 24 bits of its slot number, so an increment that lost a race against the reuse of its
/// slot fails instead of counting for another. Settling and reuse take a lock; reuse happens once a slot (a tick), never once a call.
/// </para>
/// </remarks>
internal sealed class LatencyRing
{
    private const int Started = 0;
    private const int Gone = 1;
    private const int Within = 2;
    private const int WordsPerSlot = 16;
    private const int CountBits = 40;
    private const long CountMask = (1L << CountBits) - 1;
    private const int SmallestRing = 64;

    // A threshold beyond 512 ticks widens the slots instead of lengthening the ring: still within 0.2 % of the threshold.
    private const int LongestThresholdInSlots = 512;

    private readonly Lock _settling = new();
    private readonly long[] _thresholds;
    private readonly long _slotWidth;
    private readonly long _firstSlot;
    private readonly int _mask;
    private readonly long[] _words;
    private readonly long[] _slotNumbers;
    private readonly ThresholdCounts[] _settled;
    private readonly long[] _settledUpTo;
    private ThresholdCounts _totals;
    private long _neverSlotted;
    private long _nextSettlement;
    private long _newestSlot = -1;
    private long _settledForAll = -1;
    private long _settlements;

    /// <param name="thresholds">In timestamp units, at most eight.</param>
    /// <param name="tick">In timestamp units.</param>
    /// <param name="firstStart">A moment after which every start is reported here, or <see cref="long.MinValue"/> if all were; calls that started earlier are not seen.</param>
    /// <param name="carried">What an earlier ring had counted for the same thresholds.</param>
    internal LatencyRing(ReadOnlySpan<long> thresholds, long tick, long firstStart, in ThresholdCounts carried)
    {
        var longest = 0L;
        foreach (var threshold in thresholds)
        {
            longest = Math.Max(longest, threshold);
        }

        _thresholds = thresholds.ToArray();
        _slotWidth = Math.Max(tick, longest / LongestThresholdInSlots);
        _firstSlot = firstStart == long.MinValue ? 0 : SlotOf(firstStart) + 1;

        // Twice the longest threshold: a slot is reused a good while after it was settled for all.
        var slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(SmallestRing, (2 * longest / _slotWidth) + 4));
        _mask = slots - 1;
        _words = new long[slots * WordsPerSlot];
        _slotNumbers = new long[slots];
        _slotNumbers.AsSpan().Fill(-1);
        _settled = new ThresholdCounts[slots];
        _settledUpTo = new long[thresholds.Length];
        _settledUpTo.AsSpan().Fill(_firstSlot - 1);
        _totals = carried;
        for (var i = 0; i < _words.Length; i++)
        {
            // A number no slot at this place has, so that the first start opens it.
            _words[i] = Tag(~(i / WordsPerSlot));
        }
    }

    internal ReadOnlySpan<long> Thresholds => _thresholds;

    /// <summary>
    /// Whether every call that was seen has become old enough for every threshold, so that time alone changes no count any more, and none has changed since the
    /// reading that gave <paramref name="settlements"/>.
    /// </summary>
    internal bool IsStillAt(long settlements) =>
        Volatile.Read(ref _newestSlot) <= Volatile.Read(ref _settledForAll) && Volatile.Read(ref _settlements) == settlements;

    internal void OnStarted(long timestamp)
    {
        var slot = SlotOf(timestamp);
        if (slot < _firstSlot || Add(slot, Started))
        {
            return;
        }

        if (TryOpen(slot) && Add(slot, Started))
        {
            return;
        }

        // The thread was held up for a whole turn of the ring between taking the timestamp and coming here: the call is older than every threshold.
        Interlocked.Increment(ref _neverSlotted);
    }

    /// <summary>Counts an end; true when the call exceeded a threshold.</summary>
    internal bool OnCompleted(long startTimestamp, long duration)
    {
        var slot = SlotOf(startTimestamp);
        if (slot < _firstSlot)
        {
            return false;
        }

        var exceeded = false;
        for (var d = 0; d < _thresholds.Length; d++)
        {
            if (duration > _thresholds[d])
            {
                exceeded = true;
            }
            else
            {
                Add(slot, Within + d);
            }
        }

        return exceeded;
    }

    internal void OnAbandoned(long startTimestamp, long now)
    {
        // First what is exceeded by now, or whether an abandoned call had exceeded would depend on when somebody last looked.
        Settle(now);
        var slot = SlotOf(startTimestamp);
        if (slot >= _firstSlot)
        {
            Add(slot, Gone);
        }
    }

    /// <summary>Settles what has become old enough; true when calls that exceed were found.</summary>
    internal bool Settle(long now)
    {
        if (now < Volatile.Read(ref _nextSettlement))
        {
            return false;
        }

        lock (_settling)
        {
            var before = Exceeded();
            SettleLocked(now);
            return Exceeded() != before;
        }
    }

    internal ThresholdCounts Read(long now, out long settlements)
    {
        lock (_settling)
        {
            SettleLocked(now);
            settlements = _settlements;
            var totals = _totals;
            var unslotted = Volatile.Read(ref _neverSlotted);
            for (var d = 0; d < _thresholds.Length; d++)
            {
                totals[d] = new(totals[d].Observed + unslotted, totals[d].Exceeded + unslotted);
            }

            return totals;
        }
    }

    private static long Tag(long slot) => slot << CountBits;

    private long SlotOf(long timestamp) => timestamp / _slotWidth;

    private long Exceeded()
    {
        var sum = 0L;
        for (var d = 0; d < _thresholds.Length; d++)
        {
            sum += _totals[d].Exceeded;
        }

        return sum;
    }

    private bool Add(long slot, int word)
    {
        ref var counter = ref _words[((slot & _mask) * WordsPerSlot) + word];
        var tag = Tag(slot);
        var seen = Volatile.Read(ref counter);
        while ((seen & ~CountMask) == tag)
        {
            var found = Interlocked.CompareExchange(ref counter, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    private bool TryOpen(long slot)
    {
        lock (_settling)
        {
            var position = (int)(slot & _mask);
            var old = _slotNumbers[position];
            if (old >= slot)
            {
                return old == slot;
            }

            if (old >= 0)
            {
                // Retag before reading: an increment either is in the number taken here or fails.
                Span<long> taken = stackalloc long[Within + ThresholdCounts.Capacity];
                for (var word = Within + _thresholds.Length - 1; word >= 0; word--)
                {
                    taken[word] = Interlocked.Exchange(ref Word(position, word), Tag(slot)) & CountMask;
                }

                for (var d = 0; d < _thresholds.Length; d++)
                {
                    SettleSlot(position, d, taken[Started] - taken[Gone], taken[Within + d]);
                }
            }
            else
            {
                for (var word = 0; word < Within + _thresholds.Length; word++)
                {
                    Volatile.Write(ref Word(position, word), Tag(slot));
                }
            }

            _settled[position] = default;
            _slotNumbers[position] = slot;
            Volatile.Write(ref _newestSlot, Math.Max(_newestSlot, slot));
            return true;
        }
    }

    private void SettleLocked(long now)
    {
        var next = long.MaxValue;
        var settledForAll = long.MaxValue;
        for (var d = 0; d < _thresholds.Length; d++)
        {
            // The last slot that ended D ago. It counts as over one timestamp unit later, so that a call of exactly D has ended.
            var last = SlotOf(now - _thresholds[d] - 1) - 1;
            if (last > _settledUpTo[d])
            {
                for (var position = 0; position < _slotNumbers.Length; position++)
                {
                    // Slots settled before are looked at again, for starts by threads that were held up after taking the timestamp.
                    if (_slotNumbers[position] >= 0 && _slotNumbers[position] <= last)
                    {
                        SettleSlot(position, d, Count(position, Started) - Count(position, Gone), Count(position, Within + d));
                    }
                }

                _settledUpTo[d] = last;
            }

            settledForAll = Math.Min(settledForAll, _settledUpTo[d]);
            next = Math.Min(next, ((_settledUpTo[d] + 2) * _slotWidth) + _thresholds[d] + 1);
        }

        Volatile.Write(ref _nextSettlement, next);
        Volatile.Write(ref _settledForAll, settledForAll);
    }

    private void SettleSlot(int position, int d, long observed, long within)
    {
        // This runs again until the slot is reused; only growth counts, as a count must not go back.
        var before = _settled[position][d];
        var after = new ThresholdCount(Math.Max(before.Observed, observed), Math.Max(before.Exceeded, observed - within));
        var added = after - before;
        if (added != default)
        {
            Volatile.Write(ref _settlements, _settlements + 1);
        }

        _settled[position][d] = after;
        _totals[d] = new(_totals[d].Observed + added.Observed, _totals[d].Exceeded + added.Exceeded);
    }

    private long Count(int position, int word) => Volatile.Read(ref Word(position, word)) & CountMask;

    private ref long Word(int position, int word) => ref _words[(position * WordsPerSlot) + word];
}
