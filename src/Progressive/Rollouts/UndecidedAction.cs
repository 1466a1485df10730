namespace Progressive.Rollouts;

/// <summary>What a plan does when a step has held for evidence for <see cref="Plan.MaxHold"/>.</summary>
public enum UndecidedAction
{
    /// <summary>It goes on holding; the history says once that the time is over.</summary>
    Hold,

    /// <summary>It goes on without the evidence, and the history says what was missing. A guard that is breached is not undecided: with one it holds.</summary>
    Proceed,

    /// <summary>The candidate is taken back.</summary>
    RollBack,
}
