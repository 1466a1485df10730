using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>Flags of flagd as flags of ours: the same answer to the same context, by the same hash.</summary>
internal static class FlagdTranslation
{
    private const string Flags = "flags";

    public static TranslationContext Translate(DefinitionLayer layer)
    {
        var context = new TranslationContext();
        var references = layer.Content["$evaluators"] as JsonObject;
        var flags = Written(layer, layer.Content[Flags], new DefinitionPath(null, Flags));
        foreach (var entry in Entries(flags))
        {
            // One list of problems for each flag: whether it is whole is asked flag by flag.
            var flag = Written(layer, entry.Node, entry.Path);
            var key = flag.Of("key") is { IsEmpty: false } named ? named.Text("key") ?? "" : flag.Path.Name;
            context.Add(key, Translate(key, flag, references, context), flag.Problems);
        }

        if (layer.Content["metadata"] is { } metadata)
        {
            context.Note(Written(layer, metadata, new DefinitionPath(null, "metadata")), "the metadata of the flag set is left out: definitions have no place for it");
        }

        context.Add(flags.Problems.Problems);
        return context;
    }

    private static Written Written(DefinitionLayer layer, JsonNode? node, DefinitionPath path) => new(node, path, new ProblemList([layer]));

    private static IEnumerable<Written> Entries(Written flags)
    {
        if (flags.IsEmpty)
        {
            flags.Complain(ErrorCodes.ForeignFile, "The file has no \"flags\", so it is no file of flagd. Name another, or write { \"flags\": { … } }.");
            return [];
        }

        // flagd itself also takes a list of flags that name their keys.
        return flags.Node is JsonArray ? flags.List(Flags) : flags.Members($"'{Flags}'");
    }

    private static JsonObject? Translate(string key, Written flag, JsonObject? references, TranslationContext context)
    {
        if (!Keys.IsValid(key, out var why))
        {
            flag.Complain(ErrorCodes.ForeignName, $"The flag '{Scalars.Cut(key)}' cannot keep its key: {why}. Rename it there first, to letters, digits and . _ / -; its users are then assigned anew, unless its fractional names a seed of its own.");
            return null;
        }

        if (flag.Node is not JsonObject)
        {
            flag.Complain(ErrorCodes.ForeignEntry, $"The flag '{key}' is an object, but this is {Scalars.Show(flag.Node)}. Write {{ … }}.");
            return null;
        }

        var state = flag.Of("state");
        if (state.IsEmpty)
        {
            state.Complain(ErrorCodes.ForeignWord, $"The flag '{key}' has no state. Write \"state\": \"ENABLED\" or \"DISABLED\".");
        }

        var isDisabled = MicrosoftFlag.Word(state, "state", "ENABLED", "DISABLED") == 1;
        if (FlagdVariants.Read(flag, key) is not { } variants)
        {
            return null;
        }

        var rules = new FlagdRules(key, variants, new FlagdLogic(key, references));
        if (flag.Of("targeting") is { Node: JsonObject { Count: > 0 } } targeting)
        {
            rules.Add(targeting);
        }
        else if (flag.Of("targeting") is { IsEmpty: false, Node: not JsonObject } wrong)
        {
            wrong.Complain(ErrorCodes.LogicOperands, $"The targeting of flag '{key}' is a rule, but this is {Scalars.Show(wrong.Node)}. Write {{ \"if\": [ … ] }}.");
        }

        NoteMetadata(flag.Of("metadata"), key, context);
        return Assemble(flag, isDisabled, variants, rules);
    }

    private static JsonObject Assemble(Written flag, bool isDisabled, FlagdVariants variants, FlagdRules rules)
    {
        var json = new JsonObject();
        if (isDisabled)
        {
            json["Enabled"] = false;
        }

        foreach (var (member, ours) in new[] { ("description", "Description"), ("owner", "Owner") })
        {
            if (Scalars.TryText(flag.Of("metadata").Of(member).Node, out var text) && text.Length > 0)
            {
                json[ours] = text;
            }
        }

        if (rules.UsesHash)
        {
            json["Bucketing"] = "flagd-v2";
        }

        json["Type"] = variants.Type;
        json["Variants"] = variants.ToJson();
        json["Default"] = variants.Default;
        json["Off"] = variants.None;
        if (rules.Rules.Count > 0)
        {
            json["Rules"] = rules.Rules;
        }

        return json;
    }

    private static void NoteMetadata(Written metadata, string key, TranslationContext context)
    {
        var dropped = (metadata.Node as JsonObject)?.Where(static m => !(m.Key is "description" or "owner" && m.Value?.GetValueKind() == JsonValueKind.String)).Select(static m => m.Key).ToArray() ?? [];
        if (dropped.Length > 0)
        {
            context.Note(metadata, $"metadata of flag '{key}' is left out, but for description and owner: {string.Join(", ", dropped)}");
        }
    }
}
