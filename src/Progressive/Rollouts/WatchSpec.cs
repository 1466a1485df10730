using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>Guards on a flag without a rollout: a variant that breaches one is closed in this process.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Reference">The variant that relative guards compare with: the flag's default.</param>
/// <param name="ReferenceRevision">That variant's revision, where it has one.</param>
/// <param name="Variants">The guarded variants, all but the default and Off, with their revisions.</param>
/// <param name="Guards">The guards.</param>
internal sealed record WatchSpec(
    string Flag,
    string Reference,
    string? ReferenceRevision,
    IReadOnlyList<(string Variant, string? Revision)> Variants,
    IReadOnlyList<Guard> Guards)
{
    /// <summary>What is defined about the measures that the guards are on.</summary>
    public MetricSet Metrics { get; init; } = MetricSet.Empty;

    public bool IsSame(WatchSpec other) =>
        Flag == other.Flag && Reference == other.Reference && ReferenceRevision == other.ReferenceRevision && Variants.SequenceEqual(other.Variants) && Guards.SequenceEqual(other.Guards)
        && Metrics.Equals(other.Metrics);
}
