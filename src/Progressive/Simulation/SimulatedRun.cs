using Progressive.Assignment;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>How one simulated rollout went.</summary>
internal sealed record SimulatedRun
{
    /// <summary>One of the words of <see cref="SimulatedEnding"/>.</summary>
    public required string Ending { get; init; }

    public required string Cause { get; init; }

    /// <summary>When an enforced guard was first breached, and what the candidate had done by then; null when none was.</summary>
    public required SimulatedBreach? Breach { get; init; }

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

/// <summary>The first breach of a run.</summary>
internal sealed record SimulatedBreach(string Guard, TimeSpan At, long CandidateCalls, long CandidateBad);
