namespace Progressive.Rollouts;

/// <summary>Where a rollout stands.</summary>
public enum RolloutPhase
{
    /// <summary>It goes through its steps; perhaps it holds for evidence.</summary>
    Progressing,

    /// <summary>It waits for a person, at its present weight.</summary>
    Paused,

    /// <summary>The candidate serves everybody; during the bake guards still decide.</summary>
    Promoted,

    /// <summary>The candidate was taken back and is closed. Only a retry with a reason, or another revision, tries again.</summary>
    RolledBack,
}
