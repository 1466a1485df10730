using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>
/// Tells whether layers say what they said before. A change of any configuration key reloads everything that listens; most of those changes are not ours.
/// </summary>
internal static class LayerFingerprint
{
    public static UInt128 Of(IReadOnlyList<DefinitionLayer> layers)
    {
        var hash = new XxHash128();
        foreach (var layer in layers)
        {
            Append(hash, layer.Origin);
            Append(hash, layer.Content);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append(XxHash128 hash, JsonNode? node)
    {
        switch (node)
        {
            case null:
                Mark(hash, 'n', 0);
                break;
            case JsonObject members:
                Mark(hash, '{', members.Count);
                foreach (var (name, member) in members)
                {
                    Append(hash, name);
                    Append(hash, member);
                }

                break;
            case JsonArray items:
                Mark(hash, '[', items.Count);
                foreach (var item in items)
                {
                    Append(hash, item);
                }

                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                Append(hash, scalar.GetValue<string>());
                break;
            default:
                Mark(hash, 'v', 0);
                Append(hash, node.ToJsonString());
                break;
        }
    }

    private static void Append(XxHash128 hash, string text)
    {
        Mark(hash, '"', text.Length);
        hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Mark(XxHash128 hash, int kind, int count) => hash.Append(MemoryMarshal.AsBytes<int>([kind, count]));
}
