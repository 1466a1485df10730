using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>How weight moves from stable to candidate, and what is watched meanwhile. Immutable; a plan can be shared by many flags.</summary>
public sealed record Plan
{
    /// <summary>The plan's name, or the flag's key for a plan written at the flag.</summary>
    public required string Name { get; init; }

    /// <summary>The steps, in order; shares do not decrease and the last share is 100%, after which only <c>commit</c> may come.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>What must hold at every step; empty for a ramp by the clock alone.</summary>
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    /// <summary>What happens when a guard is breached. Default: the candidate is taken back.</summary>
    public BreachAction OnBreach { get; init; }

    /// <summary>How long after 100% guards still decide; zero: not at all. Default: zero.</summary>
    public TimeSpan Bake { get; init; }

    /// <summary>How long a step may hold for evidence before <see cref="OnUndecided"/>; not counted while paused or frozen. Null, the default: for as long as it takes.</summary>
    public TimeSpan? MaxHold { get; init; }

    /// <summary>What happens when <see cref="MaxHold"/> is over. Default: it goes on holding.</summary>
    public UndecidedAction OnUndecided { get; init; }

    /// <summary>
    /// How long after a candidate's first call in a process guards on latency leave its calls out, because it compiles and fills caches. Errors count all the same. Default: zero.
    /// </summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>How many calls have to have started before the warm-up is over, whatever <see cref="WarmUp"/> says. Default: zero.</summary>
    public long WarmUpCalls { get; init; }

    /// <summary>When nothing is raised by the plan itself; what lowers works at any time. Default: never.</summary>
    public IReadOnlyList<FreezeWindow> Freeze { get; init; } = [];

    /// <summary>The candidate's largest share, whatever the steps say. Default: 100%.</summary>
    public Share UpTo { get; init; } = Share.All;

    /// <summary>Whether two plans say the same.</summary>
    /// <param name="other">The plan to compare with.</param>
    /// <returns>True when all members are equal, lists item by item.</returns>
    public bool Equals(Plan? other) =>
        other is not null
        && Name == other.Name
        && Bake == other.Bake
        && OnBreach == other.OnBreach
        && MaxHold == other.MaxHold
        && OnUndecided == other.OnUndecided
        && UpTo == other.UpTo
        && WarmUp == other.WarmUp
        && WarmUpCalls == other.WarmUpCalls
        && Steps.SequenceEqual(other.Steps)
        && Guards.SequenceEqual(other.Guards)
        && Freeze.SequenceEqual(other.Freeze);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Steps.Count, Guards.Count, Bake, OnBreach, MaxHold, OnUndecided, UpTo);
}
