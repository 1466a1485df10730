using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>What <see cref="RolloutSimulator"/> found. Immutable.</summary>
public sealed record SimulationResult
{
    /// <summary>The plan, with every guard.</summary>
    public required Plan Plan { get; init; }

    /// <summary>What was assumed.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>The runs of the candidate that the options describe.</summary>
    public required int Runs { get; init; }

    /// <summary>The steps of the plan, in order.</summary>
    public required IReadOnlyList<SimulatedStep> Steps { get; init; }

    /// <summary>How the runs ended, the most frequent first.</summary>
    public required IReadOnlyList<SimulatedEnding> Endings { get; init; }

    /// <summary>How often a candidate that is like stable breached an enforced guard; <see cref="SimulatedEnding.Runs"/> of <see cref="HealthyRuns"/>.</summary>
    public required SimulatedEnding FalseRollback { get; init; }

    /// <summary>The runs of a candidate that is like stable.</summary>
    public required int HealthyRuns { get; init; }

    /// <summary>Faulty candidates, for each guard on a rate of errors or rejections.</summary>
    public required IReadOnlyList<SimulatedFault> Faults { get; init; }

    /// <summary>The candidate's share over time.</summary>
    public required IReadOnlyList<SimulatedWeight> Weights { get; init; }

    /// <summary>What the simulation took for granted; one sentence each, for people.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>What is worth a thought before the plan is used; one sentence each, for people.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The calls that were simulated, of all scenarios and both variants.</summary>
    public required long SimulatedCalls { get; init; }
}
