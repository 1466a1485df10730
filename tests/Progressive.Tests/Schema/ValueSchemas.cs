using System.Text.Json.Nodes;

namespace Progressive.Tests.Schema;

/// <summary>Values that members of several objects have.</summary>
internal static class ValueSchemas
{
    private const string Percentage = "([0-9]{1,2}(\\.[0-9]{1,4})?|100(\\.0{1,4})?)%";

    public static IEnumerable<(string Name, JsonObject Schema)> All() =>
    [
        ("key", new() { ["type"] = "string", ["pattern"] = "^(?!.*__)[A-Za-z0-9._/-]{1,128}$" }),
        ("percentage", new() { ["description"] = "A percentage from 0% to 100% with at most four decimals.", ["type"] = "string", ["pattern"] = $"^{Percentage}$" }),
        ("duration", new()
        {
            ["description"] = "For example 200ms, 90s, 15m, 1h30m or 2d.",
            ["type"] = "string",
            ["pattern"] = "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?([0-9]+us)?$",
        }),
        ("date", new()
        {
            ["description"] = "For example 2027-03-01 or 2027-03-01T12:00:00Z; without an offset UTC.",
            ["type"] = "string",
            ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
        }),
        ("truth", new() { ["enum"] = new JsonArray(true, false, "true", "false", "True", "False") }),
        ("number", SchemaNodes.AnyOf(null, new() { ["type"] = "number" }, new() { ["type"] = "string", ["pattern"] = "^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?$" })),
        ("scalar", new() { ["type"] = new JsonArray("string", "number", "boolean") }),
        ("shorthand", new()
        {
            ["description"] = "A share of on such as 25%, or a variant for everybody.",
            ["type"] = "string",
            ["pattern"] = $"^({Percentage}|(?!.*__)(?=.*[A-Za-z_/-])[A-Za-z0-9._/-]{{1,128}})$",
        }),
        ("guard", new() { ["description"] = "For example error_rate < 1%, latency p95 < stable + 10%.", ["type"] = "string", ["pattern"] = "[<>]" }),
        ("shares", SchemaNodes.AnyOf(
            null,
            SchemaNodes.MapOf(SchemaNodes.Ref("percentage"), "Variants and their shares, which make 100%."),
            SchemaNodes.ListOf(
                new() { ["type"] = "object", ["minProperties"] = 1, ["maxProperties"] = 1, ["propertyNames"] = SchemaNodes.Ref("key"), ["additionalProperties"] = SchemaNodes.AnyOf(null, SchemaNodes.Ref("percentage"), SchemaNodes.Ref("weight")) },
                "With a foreign bucketing: variants and their shares, in order."))),
        ("weight", SchemaNodes.AnyOf(null, new() { ["type"] = "integer", ["minimum"] = 0 }, new() { ["type"] = "string", ["pattern"] = "^[0-9]+$" })),
        ("when", SchemaNodes.AnyOf(null, SchemaNodes.Null(), SchemaNodes.Ref("conditions"))),
        ("someConditions", new() { ["allOf"] = new JsonArray(SchemaNodes.Ref("conditions")), ["minProperties"] = 1 }),
        ("attribute", SchemaNodes.AnyOf(
            "A value, a list of values, or operators.", SchemaNodes.Ref("scalar"), SchemaNodes.ListOf(SchemaNodes.Ref("scalar"), "One of these values.", least: 1), SchemaNodes.Ref("operators"))),
        ("values", SchemaNodes.AnyOf(null, SchemaNodes.Ref("scalar"), SchemaNodes.ListOf(SchemaNodes.Ref("scalar"), "One of these.", least: 1))),
        ("someTexts", SchemaNodes.AnyOf(null, Some(), SchemaNodes.ListOf(Some(), "One of these.", least: 1))),
        ("patterns", SchemaNodes.AnyOf(null, Pattern(), SchemaNodes.ListOf(Pattern(), "One of these.", least: 1))),
        ("version", new() { ["type"] = "string", ["pattern"] = "^(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)){0,2}(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?$" }),
        ("rollout", SchemaNodes.AnyOf(null, new() { ["type"] = new JsonArray("string", "null") }, SchemaNodes.Ref("followed"), SchemaNodes.Ref("ownPlan"))),
        ("flagOrWord", SchemaNodes.AnyOf(null, SchemaNodes.Ref("flag"), SchemaNodes.Ref("truth"), SchemaNodes.Ref("shorthand"), SchemaNodes.Null())),
    ];

    private static JsonObject Some() => new() { ["type"] = "string", ["minLength"] = 1 };

    private static JsonObject Pattern() => new() { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 256 };
}
