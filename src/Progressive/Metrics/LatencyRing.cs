namespace Progressive.Metrics;

/// <summary>
/// Counts, for up to twelve thresholds, the calls that took longer, those still running included, in memory that does not grow with them: a ring of
/// slots, one for each short interval of <em>start</em> times.
/// </summary>
/// <remarks>
/// <para>
/// Once a whole slot is older than a threshold D (or an age that several windows have agreed on) every call in it has either ended within D or exceeds D, so the slot is settled for D: its calls, less the abandoned ones, are
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
    private const int StartedRandomised = 2;
    private const int GoneRandomised = 3;
    private const int Within = 4;
    private const int WordsPerSlot = 16;
    private const int CountBits = 40;
    private const long CountMask = (1L << CountBits) - 1;
    private const int SmallestRing = 64;

    // A threshold beyond 512 ticks widens the slots instead of lengthening the ring: still within 0.2 % of the threshold.
    private const int LongestThresholdInSlots = 512;

    private readonly Lock _settling = new();
    private readonly int[] _active;
    private readonly bool _countsRandomised;
    private readonly long[] _limits = new long[ThresholdCounts.Capacity];
    private readonly long[] _settledAfter = new long[ThresholdCounts.Capacity];
    private readonly bool[] _randomisedOnly = new bool[ThresholdCounts.Capacity];
    private readonly long _slotWidth;
    private readonly long _leastSettledAfter = long.MaxValue / 2;
    private long _settledForAny = -1;
    private volatile bool _hasStragglers;
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

    /// <param name="places">What is counted at each place.</param>
    /// <param name="toUnits">From durations to timestamp units.</param>
    /// <param name="tick">In timestamp units.</param>
    /// <param name="firstStart">A moment after which every start is reported here, or <see cref="long.MinValue"/> if all were; calls that started earlier are not seen.</param>
    /// <param name="carried">What an earlier ring had counted: counts go on at every place, whatever is counted there.</param>
    internal LatencyRing(ReadOnlySpan<WatchedLatency?> places, Func<TimeSpan, long> toUnits, long tick, long firstStart, in ThresholdCounts carried)
    {
        var longest = 0L;
        var active = new List<int>();
        for (var d = 0; d < places.Length; d++)
        {
            if (places[d] is not { } watched)
            {
                continue;
            }

            active.Add(d);
            _limits[d] = toUnits(watched.Limit);
            _settledAfter[d] = Math.Max(_limits[d], toUnits(watched.SettledAfter));
            _randomisedOnly[d] = watched.RandomisedOnly;
            _countsRandomised |= watched.RandomisedOnly;
            longest = Math.Max(longest, _settledAfter[d]);
            _leastSettledAfter = Math.Min(_leastSettledAfter, _settledAfter[d]);
        }

        _active = [.. active];
        _slotWidth = Math.Max(tick, longest / LongestThresholdInSlots);
        _firstSlot = firstStart == long.MinValue ? 0 : SlotOf(firstStart) + 1;

        // Twice the longest threshold: a slot is reused a good while after it was settled for all.
        var slots = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(SmallestRing, (2 * longest / _slotWidth) + 4));
        _mask = slots - 1;
        _words = new long[slots * WordsPerSlot];
        _slotNumbers = new long[slots];
        _slotNumbers.AsSpan().Fill(-1);
        _settled = new ThresholdCounts[slots];
        _settledUpTo = new long[ThresholdCounts.Capacity];
        _settledUpTo.AsSpan().Fill(_firstSlot - 1);
        _totals = carried;
        for (var i = 0; i < _words.Length; i++)
        {
            // A number no slot at this place has, so that the first start opens it.
            _words[i] = Tag(~(i / WordsPerSlot));
        }
    }

    /// <summary>
    /// Whether every call that was seen has become old enough for every threshold, so that time alone changes no count any more, and none has changed since the
    /// reading that gave <paramref name="settlements"/>.
    /// </summary>
    internal bool IsStillAt(long settlements) =>
        !_hasStragglers && Volatile.Read(ref _newestSlot) <= Volatile.Read(ref _settledForAll) && Volatile.Read(ref _settlements) == settlements;

    internal void OnStarted(long timestamp, bool randomised)
    {
        var slot = SlotOf(timestamp);
        if (slot < _firstSlot)
        {
            return;
        }

        if (Add(slot, Started) || (TryOpen(slot) && Add(slot, Started)))
        {
            if (randomised && _countsRandomised)
            {
                Add(slot, StartedRandomised);
            }

            if (slot <= Volatile.Read(ref _settledForAny))
            {
                _hasStragglers = true;
            }

            return;
        }

        // The thread was held up for a whole turn of the ring between taking the timestamp and coming here: the call is older than every threshold.
        Interlocked.Increment(ref _neverSlotted);
    }

    /// <summary>Counts an end; true when the call exceeded a threshold.</summary>
    internal bool OnCompleted(long startTimestamp, long duration, bool randomised)
    {
        var slot = SlotOf(startTimestamp);
        if (slot < _firstSlot)
        {
            return false;
        }

        var exceeded = false;
        foreach (var d in _active)
        {
            if (duration > _limits[d])
            {
                exceeded = true;
            }
            else if (randomised || !_randomisedOnly[d])
            {
                Add(slot, Within + d);
            }
        }

        return exceeded;
    }

    internal void OnAbandoned(long startTimestamp, long now, bool randomised)
    {
        // First what is exceeded by now, or whether an abandoned call had exceeded would depend on when somebody last looked.
        Settle(now);
        var slot = SlotOf(startTimestamp);
        if (slot >= _firstSlot)
        {
            Add(slot, Gone);
            if (randomised && _countsRandomised)
            {
                Add(slot, GoneRandomised);
            }
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
            foreach (var d in _active)
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
        foreach (var d in _active)
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
                for (var word = taken.Length - 1; word >= 0; word--)
                {
                    taken[word] = Interlocked.Exchange(ref Word(position, word), Tag(slot)) & CountMask;
                }

                foreach (var d in _active)
                {
                    SettleSlot(
                        position,
                        d,
                        _randomisedOnly[d] ? taken[StartedRandomised] - taken[GoneRandomised] : taken[Started] - taken[Gone],
                        taken[Within + d]);
                }
            }
            else
            {
                for (var word = 0; word < Within + ThresholdCounts.Capacity; word++)
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
        // Said before anything is read, and looked at after a start is counted: whoever is held up between its timestamp and its count either is in what is read here,
        // or has all slots looked at again.
        Interlocked.Exchange(ref _settledForAny, Math.Max(_settledForAny, SlotOf(now - _leastSettledAfter - 1) - 1));
        var again = _hasStragglers;
        _hasStragglers = false;
        var next = long.MaxValue;
        var settledForAll = long.MaxValue;
        foreach (var d in _active)
        {
            // The last slot that ended D ago. It counts as over one timestamp unit later, so that a call of exactly D has ended.
            var last = SlotOf(now - _settledAfter[d] - 1) - 1;
            if (last > _settledUpTo[d] || again)
            {
                // After a pause longer than the ring the last slots may stand anywhere in it.
                var all = again || last - _settledUpTo[d] > _mask;
                for (var slot = all ? 0 : _settledUpTo[d] + 1; slot <= (all ? _mask : last); slot++)
                {
                    var position = (int)(slot & _mask);
                    if (_slotNumbers[position] >= 0 && _slotNumbers[position] <= last)
                    {
                        SettleSlot(position, d, Observed(position, d), Count(position, Within + d));
                    }
                }

                _settledUpTo[d] = Math.Max(_settledUpTo[d], last);
            }

            settledForAll = Math.Min(settledForAll, _settledUpTo[d]);
            next = Math.Min(next, ((_settledUpTo[d] + 2) * _slotWidth) + _settledAfter[d] + 1);
        }

        Volatile.Write(ref _nextSettlement, next);
        Volatile.Write(ref _settledForAll, settledForAll);
    }

    private void SettleSlot(int position, int d, long observed, long within)
    {
        // This runs again until the slot is reused; only growth counts, as a count must not go back.
        var before = _settled[position][d];
        if (observed <= before.Observed && observed - within <= before.Exceeded)
        {
            return;
        }

        var after = new ThresholdCount(Math.Max(before.Observed, observed), Math.Max(before.Exceeded, observed - within));
        var added = after - before;
        Volatile.Write(ref _settlements, _settlements + 1);
        _settled[position][d] = after;
        _totals[d] = new(_totals[d].Observed + added.Observed, _totals[d].Exceeded + added.Exceeded);
    }

    private long Observed(int position, int d) => _randomisedOnly[d]
        ? Count(position, StartedRandomised) - Count(position, GoneRandomised)
        : Count(position, Started) - Count(position, Gone);

    private long Count(int position, int word) => Volatile.Read(ref Word(position, word)) & CountMask;

    private ref long Word(int position, int word) => ref _words[(position * WordsPerSlot) + word];
}
