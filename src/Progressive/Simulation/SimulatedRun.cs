using Progressive.Assignment;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>How one simulated rollout went.</summary>
internal sealed record SimulatedRun
{
    /// <summary>One of the words of <see cref="SimulatedEnding"/>.</summary>
    public required string Ending { get; init; }

    public required string Cause { get; init; }

    /// <summary>Whether a guard was behind it.</summary>
    public required bool IsBreach { get; init; }

    public required TimeSpan EndedAt { get; init; }

    /// <summary>When the plan went on from each step; null where it did not.</summary>
    public required IReadOnlyList<TimeSpan?> StepEnds { get; init; }

    /// <summary>Candidate calls that started in each step; null where it was not reached.</summary>
    public required IReadOnlyList<long?> StepCalls { get; init; }

    public required IReadOnlyList<(TimeSpan At, Share Weight)> Weights { get; init; }

    public required IReadOnlyList<RolloutTransition> History { get; init; }

    public required long CandidateCalls { get; init; }

    public required long CandidateBad { get; init; }

    public required long StableCalls { get; init; }

    public required long Ticks { get; init; }
}
