using System.Collections.Frozen;

namespace Progressive.Metrics;

/// <summary>The metrics that are defined. Immutable; two sets are equal when they define the same.</summary>
internal sealed class MetricSet : IEquatable<MetricSet>
{
    private readonly FrozenDictionary<string, MetricDefinition> _metrics;

    public MetricSet(IEnumerable<MetricDefinition> metrics) =>
        _metrics = metrics.ToFrozenDictionary(m => m.Key, StringComparer.OrdinalIgnoreCase);

    public static MetricSet Empty { get; } = new([]);

    public IEnumerable<MetricDefinition> All => _metrics.Values;

    /// <summary>Those of them that somebody names.</summary>
    public MetricSet Of(IEnumerable<string> keys) => new(keys.Distinct(StringComparer.OrdinalIgnoreCase).Select(Find).OfType<MetricDefinition>());

    public MetricDefinition? Find(string key) => _metrics.GetValueOrDefault(key);

    public bool Equals(MetricSet? other) =>
        other is not null && _metrics.Count == other._metrics.Count && _metrics.All(m => m.Value.Equals(other.Find(m.Key)));

    public override bool Equals(object? obj) => Equals(obj as MetricSet);

    public override int GetHashCode() => _metrics.Count;
}
