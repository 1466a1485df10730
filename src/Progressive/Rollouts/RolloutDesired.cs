using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>What the definition asks of a rollout; what has come of it, the rest of <see cref="RolloutStatus"/> says.</summary>
/// <param name="Plan">The plan's name and steps: <c>standard: 1% for 10m, 100%</c>.</param>
/// <param name="Revision">The revision to try.</param>
/// <param name="UpTo">The share to reach, and not to go above.</param>
public sealed record RolloutDesired(string Plan, string Revision, Share UpTo);
