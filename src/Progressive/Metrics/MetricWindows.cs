using System.Collections.Concurrent;

namespace Progressive.Metrics;

/// <summary>Every window of this process, by flag, variant and revision: another revision starts with nothing seen.</summary>
/// <remarks>
/// A process that lives through many revisions keeps the windows of the last few of each variant. A window that is dropped goes on counting for the calls
/// and guards that still have it.
/// </remarks>
internal sealed class MetricWindows(TimeProvider time)
{
    /// <summary>Of one variant: the revision that serves, the one being replaced, and those an operator may go back to.</summary>
    internal const int MostRevisions = 4;

    private readonly ConcurrentDictionary<string, FlagWindows> _flags = new(StringComparer.OrdinalIgnoreCase);

    public MetricWindow Get(string flag, string variant, string? revision) => _flags.GetOrAdd(flag, static _ => new FlagWindows()).Get(variant, revision, time);

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

    private sealed class FlagWindows
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, List<(string? Revision, MetricWindow Window)>> _variants = new(StringComparer.OrdinalIgnoreCase);

        public MetricWindow Get(string variant, string? revision, TimeProvider time)
        {
            lock (_gate)
            {
                if (!_variants.TryGetValue(variant, out var revisions))
                {
                    _variants[variant] = revisions = [];
                }

                // The one asked for last stands last.
                var place = revisions.FindIndex(r => string.Equals(r.Revision, revision, StringComparison.Ordinal));
                var found = place < 0 ? (revision, new MetricWindow(time, GuardTick.Interval)) : revisions[place];
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
