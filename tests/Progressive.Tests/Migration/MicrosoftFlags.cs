using System.Text.Json.Nodes;
using CsCheck;

namespace Progressive.Tests.Migration;

/// <summary>Valid flags of Microsoft's schema, made up at random.</summary>
internal static class MicrosoftFlags
{
    private static readonly string[] s_variants = ["A", "B", "C"];

    private static readonly Gen<JsonNode?> s_name = Gen.Int[0, 3].Select(static i => i == 3 ? null : (JsonNode)JsonValue.Create(s_variants[i]));

    private static readonly Gen<double> s_percentage = Gen.OneOf(Gen.Int[0, 100].Select(static p => (double)p), Gen.Int[0, 1_000_000].Select(static p => p / 10_000.0));

    private static readonly Gen<JsonNode> s_targeting = Gen.Select(s_percentage, s_percentage, Gen.Bool, Gen.Bool, Gen.Bool).Select((everybody, ring, users, groups, exclusion) =>
    {
        var audience = new JsonObject { ["DefaultRolloutPercentage"] = everybody };
        if (users)
        {
            audience["Users"] = new JsonArray("adam", "user-1");
        }

        if (groups)
        {
            audience["Groups"] = new JsonArray(new JsonObject { ["Name"] = "Ring1", ["RolloutPercentage"] = ring }, new JsonObject { ["Name"] = "Ring0", ["RolloutPercentage"] = 100 - ring });
        }

        if (exclusion)
        {
            audience["Exclusion"] = new JsonObject { ["Users"] = new JsonArray("adam", "britney"), ["Groups"] = new JsonArray("Ring9") };
        }

        return (JsonNode)new JsonObject { ["name"] = "Targeting", ["parameters"] = new JsonObject { ["Audience"] = audience } };
    });

    private static readonly Gen<JsonNode> s_percentile = Gen.Select(Gen.Int[0, 2], s_percentage, s_percentage).Select((variant, one, other) =>
        (JsonNode)new JsonObject { ["variant"] = s_variants[variant], ["from"] = Math.Min(one, other), ["to"] = Math.Max(one, other) });

    private static readonly Gen<JsonNode> s_allocation = Gen.Select(s_name, s_name, s_name, s_name, s_percentile.Array[0, 4], Gen.Bool).Select((disabled, enabled, user, group, percentiles, seed) =>
    {
        var allocation = new JsonObject { ["percentile"] = new JsonArray(percentiles) };
        Set(allocation, "default_when_disabled", disabled);
        Set(allocation, "default_when_enabled", enabled);
        if (user is not null)
        {
            allocation["user"] = new JsonArray(new JsonObject { ["variant"] = user, ["users"] = new JsonArray("adam", "user-2", "user-3") });
        }

        if (group is not null)
        {
            allocation["group"] = new JsonArray(new JsonObject { ["variant"] = group, ["groups"] = new JsonArray("Ring0") });
        }

        if (seed)
        {
            allocation["seed"] = "seed";
        }

        return (JsonNode)allocation;
    });

    public static Gen<JsonNode> Any { get; } = Gen.Select(Gen.Int[0, 9], s_targeting.Array[0, 3], Gen.Bool, s_allocation.Array[0, 1], Gen.Int[0, 2].Array[3]).Select((enabled, filters, all, allocation, overrides) =>
    {
        var flag = new JsonObject
        {
            ["id"] = "Made-Up",
            ["enabled"] = enabled > 0,
            ["conditions"] = new JsonObject { ["requirement_type"] = all ? "All" : "Any", ["client_filters"] = new JsonArray(filters) },
            ["variants"] = new JsonArray([.. s_variants.Select((name, i) => new JsonObject
            {
                ["name"] = name,
                ["configuration_value"] = i % 2 == 0,
                ["status_override"] = overrides[i] switch { 1 => "Enabled", 2 => "Disabled", _ => "None" },
            })]),
        };
        if (allocation is [var one])
        {
            flag["allocation"] = one;
        }

        return (JsonNode)flag;
    });

    private static void Set(JsonObject allocation, string member, JsonNode? variant)
    {
        if (variant is not null)
        {
            allocation[member] = variant;
        }
    }
}
