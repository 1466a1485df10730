namespace Progressive.Rollouts;

/// <summary>Settings of every rollout in this process.</summary>
public sealed class RolloutOptions
{
    /// <summary>
    /// The chance of taking a candidate back that keeps within its guard, for each guard over the whole rollout however often it is looked at.
    /// More than 0 and at most 0.5; default 0.01.
    /// </summary>
    public double Alpha { get; set; } = 0.01;
}
