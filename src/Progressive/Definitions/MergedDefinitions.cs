using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>All layers laid over one another: what counts, before anybody has checked it.</summary>
internal sealed class MergedDefinitions
{
    internal static readonly string[] Known = ["Flags", "Plans", "Segments", "Metrics", "Application", "Environment"];
    private static readonly string[] s_later = ["Replicas"];

    public OrderedDictionary<string, JsonNode?> Flags { get; } = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, JsonNode?> Plans { get; } = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, JsonNode?> Segments { get; } = new(StringComparer.OrdinalIgnoreCase);

    public OrderedDictionary<string, JsonNode?> Metrics { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string? Application { get; private set; }

    public string? Environment { get; private set; }

    public static MergedDefinitions Of(IReadOnlyList<DefinitionLayer> layers, ProblemList problems)
    {
        var merged = new MergedDefinitions();
        foreach (var layer in layers)
        {
            foreach (var (name, node) in layer.Content)
            {
                merged.Lay(name, node, layer.Origin, problems);
            }
        }

        return merged;
    }

    private static void ByKey(
        OrderedDictionary<string, JsonNode?> merged,
        DefinitionPath path,
        JsonNode? node,
        string origin,
        Func<JsonNode?, JsonNode?, JsonNode?> merge,
        ProblemList problems)
    {
        if (node is not JsonObject entries)
        {
            // {} arrives from configuration as null, and [] as an empty text; both say nothing.
            if (node is not null && !(Scalars.TryText(node, out var text) && text.Length == 0))
            {
                problems.Add(new DefinitionProblem(
                    ErrorCodes.WrongKind, $"'{path.Name}' is an object with a member for each key, but this is {Scalars.Show(node)}.", path.ToString(), origin));
            }

            return;
        }

        foreach (var (key, entry) in entries)
        {
            merged[key] = merged.TryGetValue(key, out var earlier) ? merge(earlier, entry) : entry;
        }
    }

    private void Lay(string name, JsonNode? node, string origin, ProblemList problems)
    {
        var path = new DefinitionPath(null, name);
        switch (name.ToUpperInvariant())
        {
            case "FLAGS":
                ByKey(Flags, path, node, origin, LayerMerge.Flag, problems);
                break;
            case "PLANS":
                ByKey(Plans, path, node, origin, LayerMerge.Plan, problems);
                break;
            case "SEGMENTS":
                ByKey(Segments, path, node, origin, LayerMerge.Segment, problems);
                break;
            case "METRICS":
                ByKey(Metrics, path, node, origin, LayerMerge.Metric, problems);
                break;
            case "APPLICATION":
                Application = Text(path, node, origin, problems);
                break;
            case "ENVIRONMENT":
                Environment = Text(path, node, origin, problems);
                break;
            case "$SCHEMA":
                break;
            default:
                var (code, message) = MemberNames.Unexpected(name, MemberNames.Root, Known, s_later);
                problems.Add(new DefinitionProblem(code, message, name, origin));
                break;
        }
    }

    private static string? Text(DefinitionPath path, JsonNode? node, string origin, ProblemList problems)
    {
        if (node is not null && !Scalars.TryText(node, out _))
        {
            problems.Add(new DefinitionProblem(ErrorCodes.WrongKind, $"'{path.Name}' is a text, but this is {Scalars.Show(node)}.", path.ToString(), origin));
        }

        return Scalars.TryText(node, out var text) && text.Length > 0 ? text : null;
    }
}
