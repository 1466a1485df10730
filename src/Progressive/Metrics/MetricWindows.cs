using System.Collections.Concurrent;

namespace Progressive.Metrics;

/// <summary>Every window of this process, by flag, variant and revision: another revision starts with nothing seen.</summary>
internal sealed class MetricWindows(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Flag, string Variant, string? Revision), MetricWindow> _windows = new();

    public IEnumerable<(string Flag, string Variant, string? Revision, MetricWindow Window)> All =>
        _windows.Select(w => (w.Key.Flag, w.Key.Variant, w.Key.Revision, w.Value));

    public MetricWindow Get(string flag, string variant, string? revision) =>
        _windows.GetOrAdd(
            (flag.ToLowerInvariant(), variant.ToLowerInvariant(), revision),
            static (_, time) => new MetricWindow(time, GuardTick.Interval),
            time);
}
