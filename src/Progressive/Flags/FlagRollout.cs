using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>The rollout share of a flag: keys whose bucket is below the weight get the candidate, the others the stable variant.</summary>
internal sealed record FlagRollout(BucketHash Hash, int Stable, int Candidate);
