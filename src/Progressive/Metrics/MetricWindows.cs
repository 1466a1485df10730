using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Progressive.Metrics;

/// <summary>Every window of this process, by flag, variant and revision: another revision starts with nothing seen.</summary>
/// <remarks>
/// A process that lives through many revisions keeps the windows of the last few of each variant. A window that is dropped goes on counting for the calls
/// and guards that still have it.
/// </remarks>
internal sealed class MetricWindows(TimeProvider time, MetricCatalog? catalog = null)
{
    /// <summary>Of one variant: the revision that serves, the one being replaced, and those an operator may go back to.</summary>
    internal const int MostRevisions = 4;

    private readonly ConcurrentDictionary<string, FlagWindows> _flags = new(StringComparer.OrdinalIgnoreCase);
    private readonly MetricCatalog _catalog = catalog ?? new MetricCatalog();
    private ImmutableArray<(KeyedReader Reader, MeasureCell Cell)> _keyed = [];

    public TimeProvider Time { get; } = time;

    /// <summary>Whether one bad outcome of a key counts in each tick, and not every one.</summary>
    public bool CollapsesBursts { get; init; } = true;

    /// <summary>Who waits for what is tracked by key.</summary>
    public ImmutableArray<(KeyedReader Reader, MeasureCell Cell)> Keyed => _keyed;

    public bool HasKeyed => _keyed.Length > 0;

    public IEnumerable<(string Flag, string Variant, string? Revision, MetricWindow Window)> All =>
        _flags.SelectMany(flag => flag.Value.All().Select(w => (flag.Key, w.Variant, w.Revision, w.Window)));

    public MetricWindow Get(string flag, string variant, string? revision) => _flags.GetOrAdd(flag, static _ => new FlagWindows()).Get(variant, revision, this);

    /// <summary>Drops the windows of flags that are no more.</summary>
    public void Retain(Func<string, bool> isFlag)
    {
        foreach (var (flag, _) in _flags)
        {
            if (!isFlag(flag))
            {
                _flags.TryRemove(flag, out _);
            }
        }
    }

    public MetricDefinition? Find(string measure) => _catalog.Current.Find(measure);

    public void Add(KeyedReader reader, MeasureCell cell) =>
        ImmutableInterlocked.Update(ref _keyed, static (all, added) => all.Add(added), (reader, cell));

    public void Remove(KeyedReader reader) =>
        ImmutableInterlocked.Update(ref _keyed, static (all, gone) => all.RemoveAll(k => k.Reader == gone), reader);

    private sealed class FlagWindows
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, List<(string? Revision, MetricWindow Window)>> _variants = new(StringComparer.OrdinalIgnoreCase);

        public (string Variant, string? Revision, MetricWindow Window)[] All()
        {
            lock (_gate)
            {
                return [.. _variants.SelectMany(v => v.Value.Select(r => (v.Key, r.Revision, r.Window)))];
            }
        }

        public MetricWindow Get(string variant, string? revision, MetricWindows windows)
        {
            lock (_gate)
            {
                if (!_variants.TryGetValue(variant, out var revisions))
                {
                    _variants[variant] = revisions = [];
                }

                // The one asked for last stands last.
                var place = revisions.FindIndex(r => string.Equals(r.Revision, revision, StringComparison.Ordinal));
                var found = place < 0 ? (revision, new MetricWindow(windows.Time, GuardTick.Interval, windows)) : revisions[place];
                if (place >= 0)
                {
                    revisions.RemoveAt(place);
                }
                else if (revisions.Count == MostRevisions)
                {
                    revisions.RemoveAt(0);
                }

                revisions.Add(found);
                return found.Item2;
            }
        }
    }
}
