using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>The duration a latency guard allows, which its window has to count against.</summary>
internal static class LatencyLimit
{
    public static TimeSpan? Of(Guard guard) => guard.Metric == GuardMetric.Latency && !guard.Bound.RelativeToStable
        ? TimeSpan.FromSeconds(guard.Bound.BaseValue)
        : null;
}
