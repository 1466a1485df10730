using System.Runtime.CompilerServices;

namespace Progressive.Statistics;

/// <summary>
/// Bad calls that started before the running tick, by how long before: class <c>c</c> holds those of at most <c>2^c</c> ticks, the last class everything older.
/// </summary>
[InlineArray(Classes)]
internal struct LateCounts : IEquatable<LateCounts>
{
    internal const int Classes = 11;

    private long _first;

    /// <summary>The class of a call that started <paramref name="ticks"/> (at least 1) ticks before the running one.</summary>
    internal static int ClassOf(long ticks) =>
        ticks <= 1 ? 0 : Math.Min(Classes - 1, 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)(ticks - 1)));

    internal readonly long Total
    {
        get
        {
            var total = 0L;
            foreach (var count in this)
            {
                total += count;
            }

            return total;
        }
    }

    public static LateCounts operator -(in LateCounts left, in LateCounts right)
    {
        var result = left;
        for (var c = 0; c < Classes; c++)
        {
            result[c] -= right[c];
        }

        return result;
    }

    public readonly bool Equals(LateCounts other) => ((ReadOnlySpan<long>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is LateCounts other && Equals(other);

    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var count in this)
        {
            hash.Add(count);
        }

        return hash.ToHashCode();
    }
}
