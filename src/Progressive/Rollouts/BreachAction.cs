namespace Progressive.Rollouts;

/// <summary>What a plan does when one of its guards is breached; guards marked <c>(warn)</c> or <c>(dry-run)</c> are reported whatever it says.</summary>
public enum BreachAction
{
    /// <summary>The candidate is taken back at once: weight 0, closed. Once the rollout is committed, which nothing can take back, it pauses instead.</summary>
    RollBack,

    /// <summary>The rollout stays at its present weight until a person decides.</summary>
    Pause,

    /// <summary>It is reported, once for each guard, and the rollout stays as it is. The breached guard earns no further share.</summary>
    Alert,
}
