using System.Globalization;
using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Reads the variants of a flag, and checks their values against the flag's type.</summary>
internal static class VariantReader
{
    internal static readonly string[] Known = ["Value", "Revision"];

    public static IReadOnlyList<VariantDefinition> Read(Written written, FlagValueType? type)
    {
        var variants = new List<VariantDefinition>();
        foreach (var entry in written.Members("Variants"))
        {
            var name = entry.Path.Name;
            if (!Keys.IsValid(name, out var why))
            {
                entry.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(name)}' is no name of a variant: {why}. Use letters, digits and . _ / -.");
                continue;
            }

            JsonNode? value = null;
            string? revision = null;
            var hasTypes = true;
            foreach (var member in entry.Members($"The variant '{name}'"))
            {
                switch (member.Path.Name.ToUpperInvariant())
                {
                    case "VALUE":
                        hasTypes = type is not (null or FlagValueType.Json) || member.Problems.HasTypes(member.Path);
                        value = ReadValue(hasTypes ? member : member.WithLists(), type);
                        break;
                    case "REVISION":
                        revision = ReadRevision(member);
                        break;
                    default:
                        member.Complain(MemberNames.Unexpected(member.Path.Name, $"variant '{name}'", Known, []));
                        break;
                }
            }

            variants.Add(new VariantDefinition(name, value, revision, hasTypes));
        }

        return variants;
    }

    // "Revision": 2 means the same as "2"; configuration could not tell them apart anyway.
    private static string? ReadRevision(Written written)
    {
        if (written.Node is JsonValue scalar && Scalars.TryNumber(scalar, out _) && !Scalars.TryText(scalar, out _))
        {
            return scalar.ToJsonString();
        }

        return written.Text("Revision") is { Length: > 0 } text ? text : null;
    }

    private static JsonNode? ReadValue(Written written, FlagValueType? type)
    {
        var node = written.Node;
        switch (type)
        {
            case FlagValueType.Boolean when Scalars.TryBoolean(node, out var boolean):
                return JsonValue.Create(boolean);
            case FlagValueType.Number when Scalars.TryNumber(node, out var number) && double.IsFinite(number):
                // As text it comes from configuration; as a number it keeps its digits, which may be more than a double has.
                return !Scalars.TryText(node, out var text) ? node
                    : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole)
                    : JsonValue.Create(number);
            case FlagValueType.String when Scalars.TryText(node, out _):
            case FlagValueType.Json or null:
                return node;
            default:
                if (!written.IsEmpty)
                {
                    written.Complain(ErrorCodes.ValueType, $"The flag's type is {type.ToString()!.ToLowerInvariant()}, but this value is {Scalars.Show(node)}. Correct the value or the type.");
                }

                return null;
        }
    }
}
