namespace Progressive.Guards;

/// <summary>What a guard says about a candidate.</summary>
public enum Verdict
{
    /// <summary>The candidate is outside the guard; wrong with a probability of at most the guard's alpha over the whole rollout.</summary>
    Breached = -1,

    /// <summary>There is not enough evidence either way.</summary>
    Undecided = 0,

    /// <summary>A candidate outside the guard, for guards against stable by more than their margin, is excluded with 95 % confidence.</summary>
    Holding = 1,
}
