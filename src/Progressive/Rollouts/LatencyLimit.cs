using Progressive.Guards;
using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>How many durations a plan's guards have the candidate's calls counted against.</summary>
internal static class LatencyLimit
{
    /// <summary>Places for durations on one window.</summary>
    public static int Most => ThresholdCounts.Capacity;

    /// <summary>The duration a latency guard allows; null for other guards, and for those against stable, whose limits move with it.</summary>
    public static TimeSpan? Of(Guard guard) => guard.Metric == GuardMetric.Latency && !guard.Bound.RelativeToStable
        ? TimeSpan.FromSeconds(guard.Bound.BaseValue)
        : null;

    /// <summary>How many places the guards need together; guards with one duration share one.</summary>
    public static int PlacesOf(IReadOnlyList<Guard> guards) =>
        guards.Select(Of).OfType<TimeSpan>().Distinct().Count()
        + guards.Where(guard => guard.Metric == GuardMetric.Latency && guard.Bound.RelativeToStable).Sum(StableLatencyFeed.PlacesOf);
}
