using System.Runtime.CompilerServices;
using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>What one tick showed of one quantile against stable's.</summary>
/// <param name="Candidate">Candidate calls old enough to be known.</param>
/// <param name="CandidateOver">Those over the limit: stable's quantile plus what the guard allows.</param>
/// <param name="CandidateFarOver">Those over the limit that earning a step excludes; the same limit unless the guard allows nothing.</param>
/// <param name="Stable">Stable's calls of the same time.</param>
/// <param name="StableOver">Those over stable's quantile as it was before this tick.</param>
internal readonly record struct QuantileTick(long Candidate, long CandidateOver, long CandidateFarOver, long Stable, long StableOver)
{
    internal ArmCounts Counts => new(Candidate, CandidateOver, Stable, StableOver);

    internal ArmCounts FarCounts => new(Candidate, CandidateFarOver, Stable, StableOver);
}

/// <summary>One <see cref="QuantileTick"/> for each quantile of a guard.</summary>
[InlineArray(Capacity)]
internal struct QuantileTicks : IEquatable<QuantileTicks>
{
    internal const int Capacity = 3;

    private QuantileTick _first;

    public readonly bool Equals(QuantileTicks other) => ((ReadOnlySpan<QuantileTick>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is QuantileTicks other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(this[0], this[1], this[2]);
}
