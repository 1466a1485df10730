using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>A rollout that the definitions ask for: a plan applied to one flag and one revision of its candidate.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Stable">The variant that serves by default.</param>
/// <param name="Candidate">The variant being tried.</param>
/// <param name="Revision">What is being tried, exactly.</param>
/// <param name="Plan">How.</param>
internal sealed record RolloutSpec(string Flag, string Stable, string Candidate, string Revision, Plan Plan)
{
    /// <summary>The stable variant's revision, where it has one.</summary>
    public string? StableRevision { get; init; }

    /// <summary>What is defined about the measures that the plan's guards are on.</summary>
    public MetricSet Metrics { get; init; } = MetricSet.Empty;
}
