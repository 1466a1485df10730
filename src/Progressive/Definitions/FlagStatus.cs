namespace Progressive.Definitions;

/// <summary>A flag as this process knows it: what is written about it, and how it was used since the start. Immutable.</summary>
/// <remarks>
/// What was used is known for this process alone and forgotten when it ends; of several replicas each has its own. Times are those of sweeps, one a minute, so they
/// may be late by a minute.
/// </remarks>
public sealed record FlagStatus
{
    /// <summary>The flag's key.</summary>
    public required string Key { get; init; }

    /// <summary>What the flag is for, as it was written; null where nothing is.</summary>
    public string? Description { get; init; }

    /// <summary>Who looks after it; null where nobody is named.</summary>
    public string? Owner { get; init; }

    /// <summary>The tags that were written. One of them is known here: a flag that is <c>permanent</c> never counts as stale.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When it should be gone; null where no date is written.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether the definition has it enabled.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>Whether an operator has killed it.</summary>
    public required bool IsKilled { get; init; }

    /// <summary>Since when this process has looked: its start, or the load that brought the flag.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    /// <summary>When it was last evaluated, or another flag of which it is a prerequisite; null: never since <see cref="KnownSince"/>.</summary>
    public DateTimeOffset? LastEvaluated { get; init; }

    /// <summary>The variants that were served, each with the time when it last was; in no order. Empty where none was.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Served { get; init; }

    /// <summary>The only variant that was served since <see cref="SameAnswerSince"/>; null where there are several, and before the first.</summary>
    public string? Answer { get; init; }

    /// <summary>Since when every answer has been <see cref="Answer"/>: the last change. Null where that is.</summary>
    public DateTimeOffset? SameAnswerSince { get; init; }

    /// <summary>Why the flag should be cleaned up, by <see cref="HygieneOptions"/>; empty where it need not.</summary>
    public required IReadOnlyList<FlagFinding> Findings { get; init; }
}
