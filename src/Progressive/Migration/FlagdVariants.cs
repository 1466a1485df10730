using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>The variants of a flag of flagd, and the one without a value, for which flagd answers with the default that the code names.</summary>
internal sealed class FlagdVariants
{
    private readonly List<(string Name, JsonNode Value)> _variants = [];

    private FlagdVariants(string type) => Type = type;

    public string Type { get; }

    /// <summary>The name of the variant without a value.</summary>
    public string None { get; private set; } = "none";

    /// <summary>Who is targeted by nothing gets it.</summary>
    public string Default { get; private set; } = "";

    public IEnumerable<string> Names => _variants.Select(static v => v.Name);

    /// <returns>Null where the flag cannot have any.</returns>
    public static FlagdVariants? Read(Written flag, string key)
    {
        Written[] members = [.. flag.Of("variants").Members("variants")];
        string[] types = [.. members.Select(static m => TypeOf(m.Node)).Distinct()];
        if (types is not [var type] || type.Length == 0)
        {
            flag.Of("variants").Complain(
                ErrorCodes.ForeignVariants,
                members.Length == 0 ? $"The flag '{key}' has no variants. Add some." : $"The variants of flag '{key}' are of several types, or of none. Make all of them truth values, texts, numbers or objects.");
            return null;
        }

        var variants = new FlagdVariants(type);
        foreach (var member in members)
        {
            if (Keys.IsValid(member.Path.Name, out var why))
            {
                variants._variants.Add((member.Path.Name, member.Node!));
            }
            else
            {
                member.Complain(ErrorCodes.ForeignName, $"The variant '{Scalars.Cut(member.Path.Name)}' of flag '{key}' cannot keep its name: {why}. Rename it there first, to letters, digits and . _ / -.");
            }
        }

        while (variants.Names.Contains(variants.None, StringComparer.OrdinalIgnoreCase))
        {
            variants.None += "-given";
        }

        variants.ReadDefault(flag.Of("defaultVariant"), key);
        return variants;
    }

    public bool Has(string name) => _variants.Any(v => v.Name.Equals(name, StringComparison.Ordinal));

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, value) in _variants)
        {
            json[name] = new JsonObject { ["Value"] = value.DeepClone() };
        }

        json[None] = new JsonObject();
        return json;
    }

    private void ReadDefault(Written written, string key)
    {
        Default = None;
        if (written.Text("defaultVariant") is not { Length: > 0 } name)
        {
            return;
        }

        Default = name;
        if (!Has(name))
        {
            written.Complain(ErrorCodes.ForeignVariants, $"The defaultVariant '{Scalars.Cut(name)}' of flag '{key}' is none of its variants: {string.Join(", ", Names)}. Correct it.");
        }
    }

    private static string TypeOf(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Object => "json",
        _ => "",
    };
}
