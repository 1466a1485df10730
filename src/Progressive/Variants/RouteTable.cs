using Progressive.Flags;
using Progressive.Metrics;

namespace Progressive.Variants;

/// <summary>The windows of a flag's variants, at the variants' indices, for one compiled definition.</summary>
internal sealed class RouteTable
{
    public RouteTable(CompiledFlagParts parts, MetricWindows windows, RouteTable? previous)
    {
        Parts = parts;
        var stable = parts.Rollout?.Stable ?? parts.Off;
        Variants = new ServedVariant[parts.Variants.Length];
        foreach (var variant in parts.Variants)
        {
            // What has been seen of a variant outlives a reload, as long as it is the same revision.
            var kept = previous?.Variants.FirstOrDefault(
                v => string.Equals(v.Name, variant.Name, StringComparison.Ordinal) && v.Revision == variant.Revision && v.IsCandidate == (variant.Index != stable));
            Variants[variant.Index] = kept ?? new ServedVariant(
                parts.Key,
                variant.Name,
                variant.Revision,
                isCandidate: variant.Index != stable,
                windows.Get(parts.Key, variant.Name, variant.Revision));
        }
    }

    public CompiledFlagParts Parts { get; }

    public ServedVariant[] Variants { get; }
}
