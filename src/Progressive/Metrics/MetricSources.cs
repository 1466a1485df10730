using System.Collections.Frozen;
using Progressive.Diagnostics;

namespace Progressive.Metrics;

/// <summary>The sources of metrics by name, made when they are first asked.</summary>
internal sealed class MetricSources(IEnumerable<MetricSourceRegistration> registrations, IServiceProvider services) : IDisposable
{
    // The last registration of a name counts, as with services.
    private readonly FrozenDictionary<string, Lazy<MetricSource>> _sources = registrations
        .GroupBy(r => r.Name, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(g => g.Key, g => new Lazy<MetricSource>(() => g.Last().Create(services)), StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> Names => _sources.Keys;

    /// <exception cref="ProgressiveException">Nobody has registered the name.</exception>
    public MetricSource Find(string name) => _sources.TryGetValue(name, out var source)
        ? source.Value
        : throw new ProgressiveException(
            ErrorCodes.MetricSourceUnknown,
            $"{ErrorCodes.MetricSourceUnknown}: No metric source is named '{name}'. Register it by AddPrometheus(…) or AddMetricSource(\"{name}\", …).");

    public void Dispose()
    {
        foreach (var source in _sources.Values)
        {
            if (source.IsValueCreated)
            {
                (source.Value as IDisposable)?.Dispose();
            }
        }
    }
}
