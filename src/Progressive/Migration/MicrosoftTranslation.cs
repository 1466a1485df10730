using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>Flags of Microsoft.FeatureManagement as flags of ours: the same answer to the same user, by the same hash.</summary>
internal static class MicrosoftTranslation
{
    public const string Section = "feature_management";
    public const string LegacySection = "FeatureManagement";

    public static TranslationContext Translate(params IReadOnlyList<MicrosoftLayer> layers)
    {
        var context = new TranslationContext { HasTypes = layers.All(static layer => layer.HasTypes) };
        foreach (var (id, written) in MicrosoftMerge.Legacy(layers, context))
        {
            Translate(id, written, MicrosoftFlag.ReadLegacy, context);
        }

        // Where both sections have a flag theirs takes this one.
        foreach (var (id, written) in MicrosoftMerge.Current(layers, context))
        {
            context.Flags.Remove(id);
            Translate(id, written, MicrosoftFlag.Read, context);
        }

        return context;
    }

    private static void Translate(string id, Written written, Func<string, Written, MicrosoftFlag> read, TranslationContext context)
    {
        if (!Keys.IsValid(id, out var why))
        {
            written.Complain(ErrorCodes.ForeignName, $"The flag '{Scalars.Cut(id)}' cannot keep its name: {why}. Rename it there first, to letters, digits and . _ / -; its users are then assigned anew, unless the allocation has a seed.");
            context.Add(id, null, written.Problems);
            return;
        }

        var flag = read(id, written);
        var variants = MicrosoftVariants.Read(written.Of("variants"), id);
        var body = variants.IsEmpty ? TranslateSwitch(flag, context) : new MicrosoftAllocation(flag, variants, context).Translate();
        var json = new JsonObject();
        if (!flag.IsEnabled)
        {
            json["Enabled"] = false;
        }

        if (written.Of("description").Text("description") is { Length: > 0 } description)
        {
            json["Description"] = description;
        }

        if (body.ToJsonString().Contains("\"Salt\":", StringComparison.Ordinal))
        {
            json["Bucketing"] = "microsoft";
        }

        foreach (var (name, member) in body.ToArray())
        {
            body.Remove(name);
            json[name] = member;
        }

        NoteRest(written, id, context);
        context.Add(id, json, written.Problems);
    }

    // No variants: on or off.
    private static JsonObject TranslateSwitch(MicrosoftFlag flag, TranslationContext context)
    {
        var rules = new JsonArray();
        foreach (var (name, clause) in flag.ReadFilters(context))
        {
            if (clause == Clause.Always)
            {
                // Whatever the other filters say: one that lets everybody in is enough.
                return new JsonObject { ["Default"] = "on" };
            }

            if (clause != Clause.Never)
            {
                rules.Add((JsonNode)new JsonObject { ["Name"] = name, ["When"] = clause.ToWhen(), ["Serve"] = "on" });
            }
        }

        return new JsonObject { ["Default"] = "off", ["Rules"] = rules };
    }

    private static void NoteRest(Written written, string id, TranslationContext context)
    {
        if (written.Of("telemetry") is { IsEmpty: false } telemetry)
        {
            context.Note(telemetry, $"telemetry of flag '{id}' is left out: metrics count every flag, and metadata has no place");
        }

        if (written.Of("display_name") is { IsEmpty: false } name)
        {
            context.Note(name, $"display_name of flag '{id}' is left out: flags have a key and a description");
        }
    }
}
