namespace Progressive.Rollouts;

/// <summary>What an operator can do to a rollout.</summary>
public enum RolloutVerb
{
    /// <summary>Go to the next step now; the evidence is waived, and that is recorded.</summary>
    Promote,

    /// <summary>Go to 100% now; every remaining step and its evidence is waived.</summary>
    PromoteFully,

    /// <summary>Agree to go on from an approval step.</summary>
    Approve,

    /// <summary>Stay at the present weight until resumed. Guards go on watching.</summary>
    Pause,

    /// <summary>Go on from a pause.</summary>
    Resume,

    /// <summary>Take the candidate back.</summary>
    Abort,

    /// <summary>Try a rolled-back revision again: from the first step, on new evidence.</summary>
    Retry,
}
