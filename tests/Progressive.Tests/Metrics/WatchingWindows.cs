using Progressive.Metrics;

namespace Progressive.Tests.Metrics;

internal static class WatchingWindows
{
    /// <summary>Watches as one owner, the window itself; fresh windows give the places 0, 1, ….</summary>
    public static int[] Watch(this MetricWindow window, params TimeSpan[] limits) => window.WatchAs(window, [.. limits.Select(WatchedLatency.Of)]);

    public static int[] WatchAs(this MetricWindow window, object owner, params WatchedLatency[] wanted)
    {
        var places = new int[wanted.Length];
        return window.TryWatch(owner, wanted, places) ? places : throw new InvalidOperationException("No place.");
    }
}
