using System.Numerics;

namespace Progressive.Flags;

/// <summary>
/// Which sticking keys were seen in this process, and which of them the candidate reached: "6 of 60 tenants". Exact up to a bound, and says so beyond it.
/// </summary>
/// <remarks>Noting takes no lock and allocates nothing: a table of hashes, probed linearly, filled by compare-and-swap, never emptied.</remarks>
internal sealed class KeyReach(string what)
{
    /// <summary>Keys that are told apart; 64 kB.</summary>
    public const int Most = 4_096;

    private readonly ulong[] _seen = new ulong[2 * Most];
    private int _all;
    private int _reached;

    /// <summary>What the keys are, for people: <c>tenant</c>.</summary>
    public string What { get; } = what;

    public int All => Math.Min(Volatile.Read(ref _all), Most);

    public int Reached => Math.Min(Volatile.Read(ref _reached), All);

    public bool IsFull => Volatile.Read(ref _all) >= Most;

    /// <param name="hash">The key's hash; its lowest bit gives way to whether the candidate reached it.</param>
    /// <param name="isReached">Whether the candidate serves it this time.</param>
    public void Note(ulong hash, bool isReached)
    {
        // Zero is a free place.
        var key = (hash | 2) & ~1UL;
        var seen = _seen;
        for (var at = (int)(BitOperations.RotateLeft(hash, 32) & (uint)(seen.Length - 1)); ; at = (at + 1) & (seen.Length - 1))
        {
            var there = Volatile.Read(ref seen[at]);
            if (there == 0)
            {
                if (IsFull)
                {
                    return;
                }

                there = Interlocked.CompareExchange(ref seen[at], key, 0);
                if (there == 0)
                {
                    Interlocked.Increment(ref _all);
                    there = key;
                }
            }

            if ((there & ~1UL) == key)
            {
                if (isReached && (there & 1) == 0 && Interlocked.CompareExchange(ref seen[at], key | 1, key) == key)
                {
                    Interlocked.Increment(ref _reached);
                }

                return;
            }
        }
    }

    /// <summary>For people.</summary>
    public override string ToString() => $"{Reached} of {All}{(IsFull ? " or more" : "")} {What}s";
}
