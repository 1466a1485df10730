namespace Progressive.Rollouts;

/// <summary>What a step of a plan does.</summary>
public enum StepKind
{
    /// <summary>The candidate gets a share of the traffic.</summary>
    Share,

    /// <summary>A person has to agree before the plan goes on.</summary>
    Approval,

    /// <summary>The candidate gets copies of calls; its results are compared and thrown away.</summary>
    Shadow,

    /// <summary>The candidate gets only who is sent there explicitly.</summary>
    Preview,

    /// <summary>From here on stable can no longer serve.</summary>
    Commit,
}
