using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Collects everything that is wrong with one set of layers. Which layer is to blame is looked up only for what went wrong.</summary>
internal sealed class ProblemList(IReadOnlyList<DefinitionLayer> layers)
{
    private readonly List<DefinitionProblem> _problems = [];

    public IReadOnlyList<DefinitionProblem> Problems => _problems;

    public int Count => _problems.Count;

    public void Add(string code, DefinitionPath path, string message) =>
        _problems.Add(new DefinitionProblem(code, message, path.ToString(), OriginOf(path.Segments())));

    public void Add(DefinitionProblem problem) => _problems.Add(problem);

    /// <summary>Whether what counted at the path was written with types, or as the texts of a configuration.</summary>
    public bool HasTypes(DefinitionPath path) => LayerOf(path.Segments()).Layer is not { HasTypes: false };

    private string? OriginOf(IReadOnlyList<string> segments)
    {
        var (layer, depth) = LayerOf(segments);

        // A layer that only has a "Flags" object says nothing about the flag in question.
        return depth > 1 || segments.Count == 1 ? layer?.Origin : null;
    }

    /// <summary>The last layer among those that reach furthest down the path: what it says is what counted.</summary>
    private (DefinitionLayer? Layer, int Depth) LayerOf(IReadOnlyList<string> segments)
    {
        DefinitionLayer? found = null;
        var deepest = 0;
        foreach (var layer in layers)
        {
            var depth = DepthOf(layer.Content, segments);
            if (depth >= deepest && depth > 0)
            {
                (deepest, found) = (depth, layer);
            }
        }

        return (found, deepest);
    }

    private static int DepthOf(JsonNode? node, IReadOnlyList<string> segments)
    {
        var depth = 0;
        while (depth < segments.Count)
        {
            if (node is JsonObject members && members.TryGetPropertyValue(segments[depth], out var member))
            {
                node = member;
            }
            else if (node is JsonArray items && int.TryParse(segments[depth], System.Globalization.CultureInfo.InvariantCulture, out var index) && index < items.Count)
            {
                node = items[index];
            }
            else
            {
                break;
            }

            depth++;
        }

        return depth;
    }
}
