namespace Progressive.Rollouts;

/// <summary>Something people may want to be told: a transition, a kill, a restore, a variant closed by its guards.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Revision">What is being tried; null for what concerns the flag as a whole.</param>
/// <param name="What">In one word, as in the history.</param>
/// <param name="At">When.</param>
/// <param name="By">Who: an operator, <c>guard</c>, <c>plan</c>, <c>process</c>.</param>
/// <param name="Explanation">The reason given, or the evidence.</param>
/// <param name="Transition">The entry of the history; null where there is none.</param>
internal sealed record RolloutNews(
    string Flag,
    string? Revision,
    string What,
    DateTimeOffset At,
    string By,
    string Explanation,
    RolloutTransition? Transition = null)
{
    public const string Killed = "killed";
    public const string Restored = "restored";
    public const string Closed = "closed";
}
