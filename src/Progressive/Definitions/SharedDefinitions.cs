using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>What flags refer to by name.</summary>
/// <param name="Plans">The plans; null for one that has problems of its own.</param>
/// <param name="Metrics">The metrics.</param>
/// <param name="Segments">The segments.</param>
internal sealed record SharedDefinitions(IReadOnlyDictionary<string, Plan?> Plans, MetricSet Metrics, SegmentCatalog Segments);
