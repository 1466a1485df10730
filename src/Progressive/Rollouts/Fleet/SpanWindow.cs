using Progressive.Guards;

namespace Progressive.Rollouts.Fleet;

/// <summary>What one process learned of one rollout in a stretch of time.</summary>
/// <param name="First">Its place among the windows of the process, from 1; of several that were put together, the first.</param>
/// <param name="Last">Of several, the last.</param>
/// <param name="Spans">One for each guard that learned anything.</param>
internal sealed record SpanWindow(long First, long Last, GuardSpan[] Spans)
{
    /// <summary>This window and the next one of the same process, as one.</summary>
    public SpanWindow Then(SpanWindow next)
    {
        var spans = Spans.ToDictionary(static span => span.Guard, StringComparer.Ordinal);
        foreach (var span in next.Spans)
        {
            // A guard whose text stayed and whose test did not, after an edit of what is defined about its measure, is another guard.
            spans[span.Guard] = spans.TryGetValue(span.Guard, out var before) && before.IsLike(span) ? before.Then(span) : span;
        }

        return new SpanWindow(First, next.Last, [.. spans.Values]);
    }
}
