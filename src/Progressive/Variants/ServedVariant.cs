using Progressive.Diagnostics;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>One variant of a route as calls see it: its window and its names, found by index.</summary>
internal sealed class ServedVariant(string flag, string name, string? revision, bool isCandidate, MetricWindow window)
{
    public string Name { get; } = name;

    public string? Revision { get; } = revision;

    public bool IsCandidate { get; } = isCandidate;

    public MetricWindow Window { get; } = window;

    public ErrorTypes Errors { get; } = new();

    /// <summary>The attributes of this variant's measurements, made once.</summary>
    public VariantTags Tags { get; } = new(flag, name, revision, isCandidate);
}
