using Progressive.Definitions.Hygiene;
using Progressive.Rollouts;
using Progressive.Simulation;

namespace Progressive.Definitions;

/// <summary>What <see cref="DefinitionValidator"/> found. Immutable.</summary>
public sealed class DefinitionValidation
{
    private readonly CompiledDefinitions? _compiled;

    internal DefinitionValidation(IReadOnlyList<DefinitionProblem> problems, IReadOnlyList<string> assumptions, CompiledDefinitions? compiled)
    {
        Problems = problems;
        Assumptions = assumptions;
        _compiled = compiled;
    }

    /// <summary>Whether an application would put these definitions in force, if its code is as assumed.</summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>Everything that is wrong, with lines and columns.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    /// <summary>What had to be assumed because the application's code is not there to be seen; one sentence each, for people.</summary>
    public IReadOnlyList<string> Assumptions { get; }

    /// <summary>The keys of all flags; empty while there are problems.</summary>
    public IReadOnlyList<string> Flags => _compiled is null ? [] : [.. _compiled.Flags.Select(flag => flag.Parts.Key)];

    /// <summary>Finds what is no mistake and should be cleaned up: flags that expired or have one answer left, what nothing leads to, what decides for nobody.</summary>
    /// <param name="today">The day to which expiry dates and schedules are compared, by UTC.</param>
    /// <param name="requireOwner">Whether a flag without <c>Owner</c> is a finding. Default: it is not.</param>
    /// <returns>The findings in the order of the flags, then those about segments and plans; empty while there are problems.</returns>
    /// <remarks>By the definitions alone, so that kills, closures and overrides count for nothing. A flag with the tag <c>permanent</c> may have one answer.</remarks>
    public IReadOnlyList<FlagFinding> Lint(DateTimeOffset today, bool requireOwner = false) =>
        _compiled is null ? [] : new DefinitionLint(_compiled, Layers, Locate, today, requireOwner).Run();

    /// <summary>The plan that a flag's rollout follows.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <returns>The plan; null where there is no such flag, where it has no rollout, and while there are problems.</returns>
    public Plan? PlanOf(string flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return SpecOf(flag)?.Plan;
    }

    /// <summary>Simulates the rollout of a flag, with what is defined about the measures of its guards.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="options">What is assumed.</param>
    /// <param name="cancellationToken">Stops the simulation.</param>
    /// <returns>As <see cref="RolloutSimulator.Simulate(Plan, SimulationOptions, CancellationToken)"/>; null where <see cref="PlanOf"/> is null.</returns>
    /// <exception cref="ProgressiveException">An option is out of range (PRG0331).</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SimulationResult? Simulate(string flag, SimulationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flag);
        ArgumentNullException.ThrowIfNull(options);
        return SpecOf(flag) is { } spec ? RolloutSimulator.Simulate(spec.Plan, spec.Metrics, options, cancellationToken) : null;
    }

    internal CompiledDefinitions? Compiled => _compiled;

    internal IReadOnlyList<DefinitionLayer> Layers { get; init; } = [];

    internal Func<DefinitionProblem, DefinitionProblem> Locate { get; init; } = static problem => problem;

    internal RolloutSpec? SpecOf(string flag) =>
        _compiled?.Flags.FirstOrDefault(compiled => string.Equals(compiled.Parts.Key, flag, StringComparison.OrdinalIgnoreCase))?.Rollout;
}
