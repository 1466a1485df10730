using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>JSON objects whose member names are compared ignoring case, as configuration compares them.</summary>
internal static class JsonNames
{
    private static readonly JsonNodeOptions s_ignoreCase = new() { PropertyNameCaseInsensitive = true };

    public static JsonObject NewObject() => new(s_ignoreCase);

    public static JsonObject Copy(JsonObject content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var copy = NewObject();
        foreach (var (name, node) in content)
        {
            copy.Add(name, Copy(node));
        }

        return copy;
    }

    public static JsonNode? Copy(JsonNode? node) => node switch
    {
        JsonObject members => Copy(members),
        JsonArray items => new JsonArray([.. items.Select(Copy)]),
        _ => node?.DeepClone(),
    };
}
