namespace Progressive.Rollouts;

/// <summary>Why a rollout is paused or rolled back.</summary>
public enum RolloutReason
{
    /// <summary>It is neither.</summary>
    None,

    /// <summary>Somebody said so.</summary>
    Operator,

    /// <summary>The plan asks for an approval here.</summary>
    Approval,

    /// <summary>A guard was breached.</summary>
    Breach,

    /// <summary>The process died three times in a row while the candidate served.</summary>
    Crash,

    /// <summary>The evidence did not come within the plan's <c>MaxHold</c>, and its <c>OnUndecided</c> says to roll back.</summary>
    Undecided,
}
