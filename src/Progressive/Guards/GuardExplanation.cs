using System.Text.Json.Serialization;

namespace Progressive.Guards;

/// <summary>
/// What a guard knows and what would change its mind. Immutable. Rates are fractions of 1, durations seconds, other values in the unit of their measure.
/// </summary>
public sealed record GuardExplanation
{
    /// <summary>The guard.</summary>
    public required Guard Guard { get; init; }

    /// <summary>Its verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Candidate calls, or recorded values, it looked at. After a breach, and in all that follows: those that decided.</summary>
    public required long CandidateCalls { get; init; }

    /// <summary>Those of them on the wrong side; null for means.</summary>
    public long? CandidateBad { get; init; }

    /// <summary>The same of stable; 0 for a guard that compares with a number.</summary>
    public long StableCalls { get; init; }

    /// <summary>Stable's calls on the wrong side; null for means and where stable plays no part.</summary>
    public long? StableBad { get; init; }

    /// <summary>The candidate's rate or mean so far; for quantiles the share of calls beyond <see cref="Threshold"/>. Null before the first call.</summary>
    public double? Estimate { get; init; }

    /// <summary>Stable's.</summary>
    public double? StableEstimate { get; init; }

    /// <summary>Where the candidate's true value lies, at 95 % and however often it is looked at; null where there is too little to say.</summary>
    public GuardInterval? Interval { get; init; }

    /// <summary>For a guard against stable: the difference of the two values (means, percentage points) or their ratio (rates).</summary>
    public double? Comparison { get; init; }

    /// <summary>
    /// Where that comparison lies, at 95 %. It pools all ticks, as the test itself does not: after a change of the shares it is an approximation.
    /// </summary>
    public GuardInterval? ComparisonInterval { get; init; }

    /// <summary>Whether the intervals hold only for many values (asymptotically), as those of means do. The verdict never rests on them.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>The bound as a number, where it is one: the allowed rate or mean; for a quantile against a number the share of calls that may lie beyond; for one against stable the value in force. Otherwise null.</summary>
    public double? Threshold { get; init; }

    /// <summary>The evidence against the candidate, E: fair odds turned 1 into this. 0.5 at the start.</summary>
    public required double Evidence { get; init; }

    /// <summary>The E at which the guard is breached: <c>1 / <see cref="Alpha"/></c>.</summary>
    public required double EvidenceNeeded { get; init; }

    /// <summary>The chance, for the whole rollout, of a breach by a candidate that keeps the guard.</summary>
    public required double Alpha { get; init; }

    /// <summary>How many bad calls in a row would breach now; null where a single call cannot (guards against stable, means) or 1,000 would not.</summary>
    public long? BadCallsToBreach { get; init; }

    /// <summary>
    /// How many more candidate calls would make the verdict <see cref="Verdict.Holding"/>: good ones for rates against a number, as those so far for others. 0 when it is; null when
    /// none would, or it cannot be said.
    /// </summary>
    public long? CallsToHold { get; init; }

    /// <summary>What keeps the guard from saying anything, such as no calls of stable; null for nothing.</summary>
    public string? Obstacle { get; init; }

    [JsonInclude]
    internal string Text { get; init; } = "";

    /// <summary>One sentence for people: counts, estimates, E and what a breach takes.</summary>
    public override string ToString() => Text;
}

/// <summary>An interval, both ends included.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct GuardInterval(double Low, double High);
