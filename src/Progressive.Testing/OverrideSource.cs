using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Progressive.Definitions;

namespace Progressive.Testing;

/// <summary>What a test says, as the strongest of all definitions: merging, checking and putting in force are those of every other source.</summary>
internal sealed class OverrideSource : DefinitionSource
{
    private const string Origin = "FlagOverrides";

    private volatile ImmutableSortedDictionary<string, FlagOverride> _overrides = ImmutableSortedDictionary.Create<string, FlagOverride>(StringComparer.OrdinalIgnoreCase);

    public override bool OverridesConfiguration => true;

    public ImmutableSortedDictionary<string, FlagOverride> Overrides
    {
        get => _overrides;
        set => _overrides = value;
    }

    protected override IReadOnlyList<DefinitionLayer> ReadCore()
    {
        var overrides = _overrides;
        if (overrides.IsEmpty)
        {
            return [];
        }

        var flags = new JsonObject();
        foreach (var (flag, entry) in overrides)
        {
            flags[flag] = Definition(entry);
        }

        return [new DefinitionLayer(Origin, new JsonObject { ["Flags"] = flags })];
    }

    private static JsonNode Definition(FlagOverride entry)
    {
        if (entry.Variant is null)
        {
            return JsonValue.Create(false);
        }

        // The variants are named, because those that a rollout or a shorthand implied are gone with it.
        var variants = new JsonObject();
        foreach (var variant in entry.Known)
        {
            variants[variant] = new JsonObject();
        }

        // A rule without conditions is for everybody. Without guards and rollout: a test of how a candidate fails must not be stopped by the candidate being taken back.
        return new JsonObject
        {
            ["Enabled"] = true,
            ["Variants"] = variants,
            ["Rules"] = new JsonArray(new JsonObject { ["Name"] = Origin, ["Serve"] = entry.Variant }),
            ["Rollout"] = null,
            ["Guards"] = new JsonArray(),
        };
    }
}
