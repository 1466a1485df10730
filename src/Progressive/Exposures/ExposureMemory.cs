using System.Numerics;

namespace Progressive.Exposures;

/// <summary>Which exposures have been sent lately: a table of 64-bit fingerprints of fixed size.</summary>
/// <remarks>
/// <para>
/// Eight ways to a set, as a processor's cache has them: a fingerprint can stand in one set only, eight words next to each other, and what does not fit
/// takes the place of the oldest of the eight. A slot holds 48 bits of the fingerprint and 16 bits of the tick it was written in. The set says the rest of
/// the fingerprint: at the default size 61 bits tell exposures apart, so that a new one is taken for a known one once in 4 × 10^13 times.
/// </para>
/// <para>No lock and no clock: a slot changes by one compare-and-swap, and whoever sweeps moves the tick on and empties what is too old.</para>
/// </remarks>
internal sealed class ExposureMemory
{
    private const int Ways = 8;
    private const ulong AgeBits = 0xFFFF;

    private readonly ulong[] _slots;
    private readonly uint _lastSet;
    private readonly int _lifetime;
    private long _evicted;
    private int _tick;

    /// <param name="capacity">How many exposures fit; rounded up to a power of two.</param>
    /// <param name="lifetime">After how many ticks an exposure is forgotten; less than 65,536.</param>
    public ExposureMemory(int capacity, int lifetime)
    {
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(Ways, capacity))];
        _lastSet = (uint)(_slots.Length / Ways) - 1;
        _lifetime = lifetime;
    }

    public int Capacity => _slots.Length;

    /// <summary>Exposures forgotten for want of room, which will be sent again when they recur.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    /// <returns>False where it is remembered already.</returns>
    public bool TryAdd(ulong fingerprint)
    {
        var set = SetOf(fingerprint);
        var tag = TagOf(fingerprint);
        while (true)
        {
            var tick = (ushort)Volatile.Read(ref _tick);
            var (victim, seen, oldest) = (0, 0UL, -1);
            for (var way = 0; way < Ways; way++)
            {
                var slot = Volatile.Read(ref set[way]);
                if ((slot & ~AgeBits) == tag)
                {
                    return false;
                }

                var age = slot == 0 ? int.MaxValue : (ushort)(tick - (ushort)slot);
                if (age > oldest)
                {
                    (victim, seen, oldest) = (way, slot, age);
                }
            }

            // Whoever comes second looks again: it may be the same exposure that has just been written.
            if (Interlocked.CompareExchange(ref set[victim], tag | tick, seen) == seen)
            {
                if (seen != 0)
                {
                    Interlocked.Increment(ref _evicted);
                }

                return true;
            }
        }
    }

    /// <summary>Forgets an exposure that could not be sent, so that its next use tries again.</summary>
    public void Remove(ulong fingerprint)
    {
        var tag = TagOf(fingerprint);
        foreach (ref var slot in SetOf(fingerprint))
        {
            var seen = Volatile.Read(ref slot);
            if ((seen & ~AgeBits) == tag)
            {
                Interlocked.CompareExchange(ref slot, 0, seen);
            }
        }
    }

    /// <summary>Moves time on and forgets what is too old. For one thread at a time.</summary>
    public void Sweep(long ticks)
    {
        var tick = (ushort)(_tick + ticks);
        Volatile.Write(ref _tick, tick);
        foreach (ref var slot in _slots.AsSpan())
        {
            var seen = Volatile.Read(ref slot);

            // After a long sleep every age is a lie, and everything is too old anyway.
            if (seen != 0 && (ticks >= _lifetime || (ushort)(tick - (ushort)seen) >= _lifetime))
            {
                Interlocked.CompareExchange(ref slot, 0, seen);
            }
        }
    }

    // Never zero, which is an empty slot.
    private static ulong TagOf(ulong fingerprint) => (fingerprint & ~AgeBits) is var tag && tag != 0 ? tag : AgeBits + 1;

    private Span<ulong> SetOf(ulong fingerprint) => _slots.AsSpan((int)((uint)fingerprint & _lastSet) * Ways, Ways);
}
