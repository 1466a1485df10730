using Progressive.Assignment;
using Progressive.Guards;

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

    /// <summary>The segment whose share moved; null where it is everybody's.</summary>
    public string? Segment { get; init; }

    /// <summary>Who: an operator's name, or <c>guard</c>, <c>plan</c>, <c>process</c>.</summary>
    public required string By { get; init; }

    /// <summary>The reason given, or the evidence: <c>error_rate &lt; 1%: 9 bad of 61 calls …, E = 312</c>.</summary>
    public required string Explanation { get; init; }

    /// <summary>
    /// What the guards knew when it happened: the one that was breached, or all of them where the plan or an operator went on. Empty where none watched, and in entries with sixteen or
    /// more after them.
    /// </summary>
    public IReadOnlyList<GuardExplanation> Guards { get => field ?? []; init; } = [];

    /// <summary>Whether two entries say the same.</summary>
    /// <param name="other">The entry to compare with.</param>
    /// <returns>True when all members are equal, guards one by one.</returns>
    public bool Equals(RolloutTransition? other) =>
        other is not null
        && At == other.At
        && What == other.What
        && Phase == other.Phase
        && Reason == other.Reason
        && Step == other.Step
        && From == other.From
        && To == other.To
        && Segment == other.Segment
        && By == other.By
        && Explanation == other.Explanation
        && Guards.SequenceEqual(other.Guards);

    /// <summary>The entry in one line, without its time.</summary>
    /// <returns>For example <c>raised, 0% to 50% of staff, by plan</c>, with the explanation behind it where there is one.</returns>
    public override string ToString() =>
        $"{What}, {From} to {To}{(Segment is null ? "" : $" of {Segment}")}, by {By}{(Explanation.Length == 0 ? "" : $": {Explanation}")}";

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(At, What, Phase, Reason, Step, From, To, Explanation);
}
