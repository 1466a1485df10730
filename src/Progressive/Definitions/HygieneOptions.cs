namespace Progressive.Definitions;

/// <summary>When a flag counts as stale. Each time is from an hour to ten years.</summary>
public sealed class HygieneOptions
{
    /// <summary>A flag that was not evaluated for so long, by a process that ran as long. Default 14 days.</summary>
    public TimeSpan NotEvaluatedFor { get; set; } = TimeSpan.FromDays(14);

    /// <summary>A flag that was evaluated, and whose answer has been the same for so long. A rollout under way does not count. Default 30 days.</summary>
    public TimeSpan SameAnswerFor { get; set; } = TimeSpan.FromDays(30);

    /// <summary>A flag whose rollout was promoted, and whose bake has been over for so long. Default 7 days.</summary>
    public TimeSpan BakedFor { get; set; } = TimeSpan.FromDays(7);
}
