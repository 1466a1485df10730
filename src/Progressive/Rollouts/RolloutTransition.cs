using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>One entry of a rollout's history: what changed, by whom, and on what evidence.</summary>
public sealed record RolloutTransition
{
    /// <summary>When, by the wall clock; for people. Decisions use monotonic time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened, in one word: <c>previewing</c>, <c>started</c>, <c>raised</c>, <c>waiting</c>, <c>promoted</c>, <c>baked</c>, <c>committed</c>,
    /// <c>rolled-back</c>, <c>paused</c>, <c>resumed</c>, <c>retried</c>, <c>replanned</c>, <c>lowered</c>, <c>crashed</c>; and without a change of state <c>alerted</c> (a guard is breached, and the
    /// rollout stays as it is), <c>warned</c>, <c>would-breach</c> (a guard that only warns, or runs dry) and <c>undecided</c> (<see cref="Plan.MaxHold"/> is over, and it goes on holding).</summary>
    public required string What { get; init; }

    /// <summary>The phase it led to.</summary>
    public required RolloutPhase Phase { get; init; }

    /// <summary>Why the rollout is paused or rolled back.</summary>
    public RolloutReason Reason { get; init; }

    /// <summary>The step it led to, from zero; -1 before the first.</summary>
    public required int Step { get; init; }

    /// <summary>The candidate's share before.</summary>
    public required Share From { get; init; }

    /// <summary>The candidate's share from here on.</summary>
    public required Share To { get; init; }

    /// <summary>Who: an operator's name, or <c>guard</c>, <c>plan</c>, <c>process</c>.</summary>
    public required string By { get; init; }

    /// <summary>The reason given, or the evidence: <c>error_rate &lt; 1%: 9 bad of 61 calls …, E = 312</c>.</summary>
    public required string Explanation { get; init; }
}
