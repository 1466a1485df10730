namespace Progressive.Guards;

/// <summary>Whether a guard lets a rollout take its next step.</summary>
/// <param name="Applicable">False for a guard that asks nothing at this share.</param>
/// <param name="Earned">Whether every candidate that would take the service outside the guard at the next share is excluded.</param>
/// <param name="RateToExclude">The mildest that has to be excluded: a rate or a mean. Against stable, at what stable showed so far; NaN where nothing can be said yet.</param>
/// <param name="WorstRate">The worst rate not excluded yet; NaN for means.</param>
/// <param name="MissingCalls">
/// How many more candidate calls would do: all good for absolute rates, going on as so far for others; <see cref="long.MaxValue"/> when no sensible number would.
/// </param>
internal readonly record struct EarnedResult(bool Applicable, bool Earned, double RateToExclude, double WorstRate, long MissingCalls)
{
    /// <summary>What is missing when it is not, or not only, calls; a part of a sentence.</summary>
    public string? Obstacle { get; init; }

    /// <summary>How long the missing calls take at a rate of candidate calls; null when it cannot be said.</summary>
    public TimeSpan? Wait(double candidateCallsPerSecond) =>
        Earned ? TimeSpan.Zero
        : Obstacle is not null || MissingCalls == long.MaxValue || !(candidateCallsPerSecond > 0) ? null
        : MissingCalls / candidateCallsPerSecond is < 1e9 and var seconds ? TimeSpan.FromSeconds(seconds)
        : null;
}
