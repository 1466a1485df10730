using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>Reads a list of guards; what cannot be read and what cannot be evaluated are errors, never silently no guard.</summary>
internal static class GuardReader
{
    public static IReadOnlyList<Guard> Read(Written written)
    {
        var guards = new List<Guard>();
        var limits = new HashSet<TimeSpan>();
        foreach (var item in written.List("Guards"))
        {
            if (item.Text("Each of Guards") is not { } text)
            {
                if (item.IsEmpty)
                {
                    item.Complain(ErrorCodes.GuardIncomplete, "The guard is empty. Write one like 'error_rate < 1%'.");
                }
            }
            else if (!Guard.TryParse(text, out var guard, out var error) || !GuardEvaluator.IsSupported(guard, out error))
            {
                item.ComplainInFull(error);
            }
            else if (LatencyLimit.Of(guard) is { } limit && limit <= TimeSpan.Zero)
            {
                item.Complain(ErrorCodes.GuardNotEvaluated, $"The guard '{guard}' allows less than the clock can tell. Write a duration of at least 1us.");
            }
            else if (LatencyLimit.Of(guard) is { } another && limits.Add(another) && limits.Count > ThresholdCounts.Capacity)
            {
                item.Complain(
                    ErrorCodes.GuardNotEvaluated,
                    $"The guard '{guard}' is the {limits.Count}th with a duration of its own; at most {ThresholdCounts.Capacity} are counted. Let several guards share one.");
            }
            else
            {
                guards.Add(guard);
            }
        }

        return guards;
    }
}
