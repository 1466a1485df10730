using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>What is in force since a load. Immutable.</summary>
/// <param name="Version">Counts the loads that were put in force, from 1.</param>
/// <param name="LoadedAt">When.</param>
/// <param name="Origins">From where, the weakest first.</param>
/// <param name="FlagCount">How many flags there are.</param>
/// <param name="Metrics">The metrics that are defined.</param>
/// <param name="Application">The application, where definitions name it; scopes the state store.</param>
/// <param name="Environment">The environment, where definitions name it.</param>
/// <param name="Rollouts">The rollouts that are asked for.</param>
/// <param name="Watches">The guards on flags without a rollout.</param>
internal sealed record DefinitionSet(
    long Version,
    DateTimeOffset LoadedAt,
    IReadOnlyList<string> Origins,
    int FlagCount,
    MetricSet Metrics,
    string? Application,
    string? Environment,
    IReadOnlyList<RolloutSpec> Rollouts,
    IReadOnlyList<WatchSpec> Watches);
