using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Lays one definition over another: what merges by key, and what the last source that names it replaces whole.</summary>
internal static class LayerMerge
{
    private const string Enabled = "Enabled";
    private const string Variants = "Variants";
    private const string Rollout = "Rollout";

    /// <summary>A flag. <c>false</c> over an object sets only <c>Enabled</c>: a kill switch keeps what it switches off.</summary>
    public static JsonNode? Flag(JsonNode? earlier, JsonNode? later)
    {
        if (earlier is not JsonObject before)
        {
            return later;
        }

        switch (later)
        {
            case JsonObject after:
                return Members(before, after, FlagMember);
            case null:
                // Configuration writes {} as null: an object that adds nothing.
                return before;
            default:
                if (!Scalars.IsFalse(later))
                {
                    return later;
                }

                var killed = JsonNames.Copy(before);
                killed[Enabled] = false;
                return killed;
        }
    }

    /// <summary>A plan: each member is replaced whole, those that the later source does not name stay.</summary>
    public static JsonNode? Plan(JsonNode? earlier, JsonNode? later) => ByMember(earlier, later, static (_, _, after) => after);

    /// <summary>A segment: like a plan.</summary>
    public static JsonNode? Segment(JsonNode? earlier, JsonNode? later) => Plan(earlier, later);

    /// <summary>A metric: like a plan.</summary>
    public static JsonNode? Metric(JsonNode? earlier, JsonNode? later) => Plan(earlier, later);

    private static JsonNode? FlagMember(string name, JsonNode? earlier, JsonNode? later)
    {
        if (string.Equals(name, Variants, StringComparison.OrdinalIgnoreCase))
        {
            return ByMember(earlier, later, static (_, before, after) => ByMember(before, after, static (_, _, replacing) => replacing));
        }

        return string.Equals(name, Rollout, StringComparison.OrdinalIgnoreCase) && later is JsonObject ? Plan(earlier, later) : later;
    }

    private static JsonNode? ByMember(JsonNode? earlier, JsonNode? later, Func<string, JsonNode?, JsonNode?, JsonNode?> member) => (earlier, later) switch
    {
        (JsonObject before, JsonObject after) => Members(before, after, member),
        (JsonObject before, null) => before,
        _ => later,
    };

    private static JsonObject Members(JsonObject earlier, JsonObject later, Func<string, JsonNode?, JsonNode?, JsonNode?> member)
    {
        var merged = JsonNames.Copy(earlier);
        foreach (var (name, after) in later)
        {
            merged[name] = earlier.TryGetPropertyValue(name, out var before) ? Detached(member(name, before, after)) : JsonNames.Copy(after);
        }

        return merged;
    }

    // A node has one parent; what still belongs to a layer is copied.
    private static JsonNode? Detached(JsonNode? node) => node?.Parent is null ? node : JsonNames.Copy(node);
}
