using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads a list of guards; what cannot be read and what cannot be evaluated are errors, never silently no guard.</summary>
internal static class GuardReader
{
    /// <param name="written">The list.</param>
    /// <param name="metrics">What is defined about measures; null for nothing.</param>
    public static IReadOnlyList<Guard> Read(Written written, Func<string, MetricDefinition?>? metrics = null)
    {
        var guards = new List<Guard>();
        foreach (var item in written.List("Guards"))
        {
            if (item.Text("Each of Guards") is not { } text)
            {
                if (item.IsEmpty)
                {
                    item.Complain(ErrorCodes.GuardIncomplete, "The guard is empty. Write one like 'error_rate < 1%'.");
                }
            }
            else if (Slip(text, metrics) is { } slip)
            {
                item.Complain(ErrorCodes.GuardMetric, slip);
            }
            else if (!Guard.TryParse(text, out var guard, out var error) || !GuardEvaluator.IsSupported(guard, out error, metrics))
            {
                item.ComplainInFull(error);
            }
            else if (LatencyLimit.Of(guard) is { } limit && limit <= TimeSpan.Zero)
            {
                item.Complain(ErrorCodes.GuardNotEvaluated, $"The guard '{guard}' allows less than the clock can tell. Write a duration of at least 1us.");
            }
            else if (LatencyLimit.PlacesOf([.. guards, guard]) is var places && places > LatencyLimit.Most)
            {
                item.Complain(
                    ErrorCodes.GuardNotEvaluated,
                    $"With the guard '{guard}' calls would be counted against {places} durations; at most {LatencyLimit.Most} are. Let several guards share one; 'latency < stable' takes six, "
                    + "'latency pNN < stable' two, others of latency one for each quantile.");
            }
            else
            {
                guards.Add(guard);
            }
        }

        return guards;
    }

    // Any name may be a measure's, so a slip in a built-in one would make a guard that never sees a value. A measure with such a name has to be defined.
    private static string? Slip(string text, Func<string, MetricDefinition?>? metrics)
    {
        var trimmed = text.AsSpan().TrimStart();
        var end = 0;
        while (end < trimmed.Length && GuardMetric.IsNameCharacter(trimmed[end]))
        {
            end++;
        }

        var metric = trimmed[..end].ToString().ToLowerInvariant();
        return metric.Length == 0 || MemberNames.Has(GuardMetric.BuiltIn, metric) || metrics?.Invoke(metric) is not null
            || MemberNames.Nearest(metric, GuardMetric.BuiltIn) is not { } meant
            ? null
            : $"Guard '{Scalars.Cut(text)}': column {text.Length - trimmed.Length + 1}: did you mean '{meant}'? If '{metric}' is a measure of its own, define it: \"Metrics\": {{ \"{metric}\": {{}} }}.";
    }
}
