using System.Text.Json.Nodes;

namespace Progressive.Tests.Schema;

/// <summary>The pieces schemas are made of.</summary>
internal static class SchemaNodes
{
    // Editors join the schemas of many packages into one, so names are ours alone.
    public static string Name(string name) => $"progressive-{name}";

    public static JsonObject Ref(string name) => new() { ["$ref"] = $"#/definitions/{Name(name)}" };

    // Draft 7 ignores what stands beside a reference, so the description goes around it.
    public static JsonObject Ref(string name, string description) => new() { ["description"] = description, ["allOf"] = new JsonArray(Ref(name)) };

    public static JsonObject Text(string description) => new() { ["description"] = description, ["type"] = "string" };

    public static JsonObject Truth(string description) => Ref("truth", description);

    public static JsonObject Words(string description, params IEnumerable<string> words) => new() { ["description"] = description, ["enum"] = new JsonArray([.. words.Select(static word => (JsonNode)word)]) };

    public static JsonObject Texts(string description) => ListOf(new JsonObject { ["type"] = "string" }, description);

    public static JsonObject ListOf(JsonObject item, string description, int least = 0)
    {
        var list = new JsonObject { ["description"] = description, ["type"] = "array", ["items"] = item };
        if (least > 0)
        {
            list["minItems"] = least;
        }

        return list;
    }

    public static JsonObject MapOf(JsonObject entry, string description, bool mayBeNull = false) => new()
    {
        ["description"] = description,
        ["type"] = mayBeNull ? new JsonArray("object", "null") : "object",
        ["propertyNames"] = Ref("key"),
        ["additionalProperties"] = entry,
    };

    public static JsonObject AnyOf(string? description, params JsonObject[] schemas)
    {
        var any = new JsonObject();
        if (description is not null)
        {
            any["description"] = description;
        }

        any["anyOf"] = new JsonArray([.. schemas.Select(static schema => (JsonNode)schema)]);
        return any;
    }

    public static JsonNode ObjectOrNull(string name) => name is "root" or "variant" or "segment" ? new JsonArray("object", "null") : "object";

    public static JsonObject Null() => new() { ["type"] = "null" };
}
