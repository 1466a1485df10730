using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>JSON objects whose member names are compared ignoring case, as configuration compares them.</summary>
internal static class JsonNames
{
    private static readonly JsonNodeOptions s_ignoreCase = new() { PropertyNameCaseInsensitive = true };

    public static JsonObject NewObject() => new(s_ignoreCase);

    /// <exception cref="ArgumentException">It goes deeper than any definition does, or has two members whose names differ only in case.</exception>
    public static JsonObject Copy(JsonObject content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Copy(content, 1);
    }

    /// <exception cref="ArgumentException">It goes deeper than any definition does, or has two members whose names differ only in case.</exception>
    public static JsonNode? Copy(JsonNode? node) => Copy(node, 1);

    private static JsonNode? Copy(JsonNode? node, int depth) => node switch
    {
        JsonObject members => Copy(members, depth),
        JsonArray items when depth <= JsonDefinitionText.MaxDepth => new JsonArray([.. items.Select(item => Copy(item, depth + 1))]),
        JsonArray => throw TooDeep(),
        _ => node?.DeepClone(),
    };

    private static JsonObject Copy(JsonObject content, int depth)
    {
        if (depth > JsonDefinitionText.MaxDepth)
        {
            throw TooDeep();
        }

        var copy = NewObject();
        foreach (var (name, node) in content)
        {
            copy.Add(name, Copy(node, depth + 1));
        }

        return copy;
    }

    private static ArgumentException TooDeep() => new($"The content is more than {JsonDefinitionText.MaxDepth} levels deep, which no definition is.");
}
