using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>
/// Lays several sources over one another flag by flag. Configuration itself would merge the lists by position, so that the second source's first
/// flag is mixed with the first source's first flag, whatever flags these are.
/// </summary>
internal static class MicrosoftMerge
{
    /// <summary>The last source that has a flag has the whole of it; within a source, the last of the same id.</summary>
    public static IEnumerable<(string Id, Written Written)> Current(IReadOnlyList<MicrosoftLayer> layers, TranslationContext context)
    {
        var flags = new OrderedDictionary<string, (string Id, Written Written)>(StringComparer.OrdinalIgnoreCase);
        foreach (var layer in layers)
        {
            // One list of problems for each flag: whether it is whole is asked flag by flag.
            var root = Root(layer, layer.Content, MicrosoftTranslation.Section);
            foreach (var entry in root.Of("feature_flags").List("feature_flags"))
            {
                var flag = Root(layer, entry.Node, entry.Path);
                if (flag.Of("id").Text("id") is { Length: > 0 } id)
                {
                    flags[id] = (id, flag);
                }
                else
                {
                    flag.Complain(ErrorCodes.ForeignEntry, "An entry of feature_flags has no id, so nobody can say which flag it is about; that it stands at the same position as a flag of another source means nothing. Add the id.");
                    context.Add(flag.Problems.Problems);
                }
            }

            context.Add(root.Problems.Problems);
        }

        return flags.Values;
    }

    /// <summary>Each source's members of a flag over those of the sources before; a flag in one word replaces it.</summary>
    public static IEnumerable<(string Id, Written Written)> Legacy(IReadOnlyList<MicrosoftLayer> layers, TranslationContext context)
    {
        var flags = new OrderedDictionary<string, (string Id, Written Written)>(StringComparer.OrdinalIgnoreCase);
        foreach (var layer in layers)
        {
            var root = Root(layer, layer.Content, MicrosoftTranslation.LegacySection);
            foreach (var entry in root.Members("FeatureManagement"))
            {
                var id = entry.Path.Name;
                var node = entry.Node;
                if (node is JsonObject above && flags.TryGetValue(id, out var before) && before.Written.Node is JsonObject below)
                {
                    node = Over(below, above);
                }

                // The case in which a flag was first written is the one that is hashed.
                flags[id] = (flags.TryGetValue(id, out var known) ? known.Id : id, Root(layer, node, entry.Path));
            }

            context.Add(root.Problems.Problems);
        }

        return flags.Values;
    }

    private static JsonObject Over(JsonObject below, JsonObject above)
    {
        var merged = JsonNames.Copy(below);
        foreach (var (name, member) in above)
        {
            merged[name] = JsonNames.Copy(member);
        }

        return merged;
    }

    private static Written Root(MicrosoftLayer layer, JsonObject content, string section) => Root(layer, content[section], new DefinitionPath(null, section));

    private static Written Root(MicrosoftLayer layer, JsonNode? node, DefinitionPath path) =>
        new(node, path, new ProblemList([new DefinitionLayer(layer.Origin, layer.Content, isEnvironment: false)]));
}
