namespace Progressive.Guards;

/// <summary>What a guard against stable must exclude before a step is taken, where its own text leaves it open.</summary>
/// <remarks>
/// A test can show that a candidate is not <em>much</em> worse, never that it is not worse at all; and the smaller the difference, the more calls it takes: with the square of it.
/// So <c>error_rate &lt; stable</c> is breached by any candidate that is found worse, and earns its steps by excluding these margins at full share.
/// </remarks>
internal sealed record GuardMargins
{
    public static GuardMargins Default { get; } = new();

    /// <summary>For <c>error_rate &lt; stable</c> and other rates: the factor on stable's odds, above 1. Default 2.</summary>
    public double Errors { get; init; } = 2;

    /// <summary>For <c>latency … &lt; stable</c>, means, quantiles and rates that must not fall: the factor on stable's value, above 1. Default 1.2.</summary>
    public double Values { get; init; } = 1.2;

    /// <summary>
    /// A rate too small to matter, for rates compared with stable by a share: whoever is shown to be below it (over the next share) has earned the step, whatever stable
    /// does. Default 0.1 %. Without it two arms that never fail could not be told from each other, and never would a step be earned.
    /// </summary>
    public double NegligibleRate { get; init; } = 0.001;

    /// <summary>Candidate calls each step needs at least, whatever the evidence. Default 0.</summary>
    public long FewestCalls { get; init; }
}
