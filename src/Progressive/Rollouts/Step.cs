using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>One step of a plan, written <c>10% for 30m</c>, <c>approval</c> or <c>100%</c>.</summary>
/// <param name="Kind">What the step does.</param>
/// <param name="Share">The candidate's share, for <see cref="StepKind.Share"/> and <see cref="StepKind.Shadow"/>; otherwise none.</param>
/// <param name="Duration">The least time in the step; null: until the evidence is there.</param>
/// <param name="Segment">The segment the share is of; null: everybody.</param>
public sealed record Step(StepKind Kind, Share Share = default, TimeSpan? Duration = null, string? Segment = null)
{
    /// <summary>Whether entering this step promotes the candidate.</summary>
    public bool Promotes => Kind == StepKind.Share && Share == Share.All && Segment is null;
}
