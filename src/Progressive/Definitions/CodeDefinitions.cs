using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>What <c>AddFlag</c>, <c>AddPlan</c>, <c>AddSegment</c> and <c>AddMetric</c> say: the weakest source, written as the others are, so that merging and errors are the same.</summary>
internal sealed class CodeDefinitions : DefinitionSource
{
    private const string Origin = "code";

    private readonly JsonObject _flags = JsonNames.NewObject();
    private readonly JsonObject _plans = JsonNames.NewObject();
    private readonly JsonObject _segments = JsonNames.NewObject();
    private readonly JsonObject _metrics = JsonNames.NewObject();

    public void AddFlag(string key, JsonNode definition) => Add(_flags, key, definition, LayerMerge.Flag);

    public void AddPlan(string name, JsonObject definition) => Add(_plans, name, definition, LayerMerge.Plan);

    public void AddSegment(string name, JsonObject definition) => Add(_segments, name, definition, LayerMerge.Segment);

    public void AddMetric(string key, JsonObject definition) => Add(_metrics, key, definition, LayerMerge.Metric);

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        if (_flags.Count == 0 && _plans.Count == 0 && _segments.Count == 0 && _metrics.Count == 0)
        {
            return [];
        }

        var content = JsonNames.NewObject();
        content["Metrics"] = JsonNames.Copy(_metrics);
        content["Plans"] = JsonNames.Copy(_plans);
        content["Segments"] = JsonNames.Copy(_segments);
        content["Flags"] = JsonNames.Copy(_flags);
        return [new DefinitionLayer(Origin, content, isEnvironment: false)];
    }

    // The same key again: a library's defaults, and what the application makes of them.
    private static void Add(JsonObject entries, string key, JsonNode definition, Func<JsonNode?, JsonNode?, JsonNode?> merge)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        entries[key] = entries.TryGetPropertyValue(key, out var earlier) ? JsonNames.Copy(merge(earlier, definition)) : definition;
    }
}
