using Progressive.Assignment;
using Progressive.Flags.Rules;

namespace Progressive.Flags;

/// <summary>The rollout share of a flag: keys whose bucket is below the weight get the candidate, the others the stable variant.</summary>
internal sealed record FlagRollout(BucketHash Hash, int Stable, int Candidate)
{
    /// <summary>The segments that the plan's steps name.</summary>
    public Segment[] Segments { get; init; } = [];

    /// <summary>Counts whom the candidate reaches; null where nobody asks.</summary>
    public KeyReach? Reach { get; set; }
}
