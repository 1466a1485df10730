using Progressive.Metrics;

namespace Progressive.Definitions;

/// <summary>What one set of layers comes to.</summary>
/// <param name="Flags">Every flag, those that only code knows last.</param>
/// <param name="Metrics">The metrics that are defined.</param>
/// <param name="Application">The application, where it is named.</param>
/// <param name="Environment">The environment, where it is named.</param>
/// <param name="Origins">The layers' origins, the weakest first.</param>
internal sealed record CompiledDefinitions(IReadOnlyList<FlagCompilation> Flags, MetricSet Metrics, string? Application, string? Environment, IReadOnlyList<string> Origins)
{
    /// <summary>The names of plans that no rollout follows.</summary>
    public IReadOnlyList<string> UnusedPlans { get; init; } = [];

    /// <summary>The names of segments that no flag and no plan leads to.</summary>
    public IReadOnlyList<string> UnusedSegments { get; init; } = [];
}
