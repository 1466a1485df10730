using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>A rollout at one moment.</summary>
public sealed record RolloutStatus
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>What is being tried.</summary>
    public required string Revision { get; init; }

    /// <summary>Where it stands.</summary>
    public required RolloutPhase Phase { get; init; }

    /// <summary>Why it is paused or rolled back.</summary>
    public required RolloutReason Reason { get; init; }

    /// <summary>The plan.</summary>
    public required Plan Plan { get; init; }

    /// <summary>Index into the plan's steps; -1 before the first.</summary>
    public required int Step { get; init; }

    /// <summary>The candidate's share of traffic.</summary>
    public required Share Weight { get; init; }

    /// <summary>What members of segments have beyond <see cref="Weight"/>. Default: none.</summary>
    public IReadOnlyList<SegmentShare> Segments { get; init; } = [];

    /// <summary>Whom the candidate reaches in this process: <c>6 of 60 tenants, 38 % of calls</c>. Null before the first call, and where nobody counts.</summary>
    public string? Reach { get; init; }

    /// <summary>Time in this step, by monotonic time while progressing.</summary>
    public required TimeSpan TimeInStep { get; init; }

    /// <summary>The step's time is over and it holds for evidence; <see cref="Waiting"/> says what is missing.</summary>
    public required bool IsHolding { get; init; }

    /// <summary>What the rollout waits for, for people; null when for nothing.</summary>
    public string? Waiting { get; init; }

    /// <summary>When nothing is frozen any more, in UTC; null where no <see cref="Plan.Freeze"/> is on. Lowering and operators' words are not delayed.</summary>
    public DateTimeOffset? FrozenUntil { get; init; }

    /// <summary>After promotion: whether the bake is over.</summary>
    public required bool IsBaked { get; init; }

    /// <summary>Whether stable can no longer serve: nothing takes this revision back any more, and it cannot be aborted. Default: false.</summary>
    public bool IsCommitted { get; init; }

    /// <summary>What the definition asks.</summary>
    public required RolloutDesired Desired { get; init; }

    /// <summary>What keeps <see cref="Weight"/> from what is desired, for people; null where it is reached.</summary>
    public string? Difference { get; init; }

    /// <summary>The guards and their verdicts.</summary>
    public required IReadOnlyList<GuardStatus> Guards { get; init; }

    /// <summary>Whether the state store has this state. While it does not, lowering works and nothing is raised.</summary>
    public required bool IsSaved { get; init; }

    /// <summary>Counts transitions and operator events.</summary>
    public required long Version { get; init; }

    /// <summary>What happened so far, oldest first; the last 64 entries.</summary>
    public required IReadOnlyList<RolloutTransition> History { get; init; }
}
