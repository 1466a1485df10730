using System.Runtime.CompilerServices;

namespace Progressive.Metrics;

/// <summary>Calls whose duration is known against one threshold: all that are old enough, and those of them that took longer.</summary>
internal readonly record struct ThresholdCount(long Observed, long Exceeded)
{
    public static ThresholdCount operator -(ThresholdCount left, ThresholdCount right) => new(left.Observed - right.Observed, left.Exceeded - right.Exceeded);
}

/// <summary>One <see cref="ThresholdCount"/> for each watched threshold, at its place.</summary>
[InlineArray(Capacity)]
internal struct ThresholdCounts : IEquatable<ThresholdCounts>
{
    internal const int Capacity = 12;

    private ThresholdCount _first;

    public static ThresholdCounts operator -(in ThresholdCounts left, in ThresholdCounts right)
    {
        var result = left;
        for (var d = 0; d < Capacity; d++)
        {
            result[d] -= right[d];
        }

        return result;
    }

    public readonly bool Equals(ThresholdCounts other) => ((ReadOnlySpan<ThresholdCount>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is ThresholdCounts other && Equals(other);

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
