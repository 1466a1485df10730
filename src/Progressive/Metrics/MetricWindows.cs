using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Progressive.Metrics;

/// <summary>Every window of this process, by flag, variant and revision: another revision starts with nothing seen.</summary>
internal sealed class MetricWindows(TimeProvider time, MetricCatalog? catalog = null)
{
    public TimeProvider Time { get; } = time;

    /// <summary>Whether one bad outcome of a key counts in each tick, and not every one.</summary>
    public bool CollapsesBursts { get; init; } = true;

    private readonly ConcurrentDictionary<(string Flag, string Variant, string? Revision), MetricWindow> _windows = new();

    private readonly MetricCatalog _catalog = catalog ?? new MetricCatalog();
    private ImmutableArray<(KeyedReader Reader, MeasureCell Cell)> _keyed = [];

    /// <summary>Who waits for what is tracked by key.</summary>
    public ImmutableArray<(KeyedReader Reader, MeasureCell Cell)> Keyed => _keyed;

    public bool HasKeyed => _keyed.Length > 0;

    public IEnumerable<(string Flag, string Variant, string? Revision, MetricWindow Window)> All =>
        _windows.Select(w => (w.Key.Flag, w.Key.Variant, w.Key.Revision, w.Value));

    public MetricWindow Get(string flag, string variant, string? revision) =>
        _windows.GetOrAdd(
            (flag.ToLowerInvariant(), variant.ToLowerInvariant(), revision),
            static (_, self) => new MetricWindow(self.Time, GuardTick.Interval, self),
            this);

    public MetricDefinition? Find(string measure) => _catalog.Current.Find(measure);

    public void Add(KeyedReader reader, MeasureCell cell) =>
        ImmutableInterlocked.Update(ref _keyed, static (all, added) => all.Add(added), (reader, cell));

    public void Remove(KeyedReader reader) =>
        ImmutableInterlocked.Update(ref _keyed, static (all, gone) => all.RemoveAll(k => k.Reader == gone), reader);
}
