using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>The variants of a flag of theirs, and the one that stands for theirs where it gives none.</summary>
internal sealed class MicrosoftVariants
{
    private readonly List<(string Name, JsonNode? Value, int StatusOverride)> _variants = [];
    private readonly string _flag;

    private MicrosoftVariants(string flag) => _flag = flag;

    /// <summary>The name of the variant without a value. Who is served it gets the default that the code names, as where theirs gives no variant.</summary>
    public string None { get; private set; } = "none";

    public bool NeedsNone { get; private set; }

    public bool IsEmpty => _variants.Count == 0;

    public static MicrosoftVariants Read(Written written, string flag)
    {
        var variants = new MicrosoftVariants(flag);
        foreach (var item in written.List("variants"))
        {
            variants.Add(item);
        }

        while (variants.Find(variants.None) is not null)
        {
            variants.None += "-given";
        }

        return variants;
    }

    /// <summary>The variant that an entry of an allocation names.</summary>
    public string Resolve(Written written)
    {
        if (written.Text(written.Path.Name) is { Length: > 0 } name)
        {
            return Resolve(name, written);
        }

        written.Complain(ErrorCodes.ForeignAllocation, $"An entry of the allocation of flag '{_flag}' names no variant. Add \"variant\", or remove the entry.");
        return None;
    }

    /// <summary>The variant of a default; the one without a value where there is no default.</summary>
    public string ResolveDefault(Written written)
    {
        if (written.Text(written.Path.Name) is { Length: > 0 } name)
        {
            return Resolve(name, written);
        }

        NeedsNone = true;
        return None;
    }

    /// <summary>What their IsEnabled answers for who gets the variant.</summary>
    public bool IsEnabledBy(string variant, bool otherwise) => Find(variant)?.StatusOverride switch { 1 => true, 2 => false, _ => otherwise };

    /// <summary>What our IsEnabled answers where a rule does not say.</summary>
    public bool IsOn(string variant, string off) => Type(off) == "boolean" && Find(variant)?.Value is { } value ? Scalars.TryBoolean(value, out var on) && on
        : !variant.Equals(off, StringComparison.OrdinalIgnoreCase);

    /// <summary>What all values have in common; null where nobody can say, because a configuration makes texts of them. A disabled flag is off in theirs, so that one whose Off is true is no boolean flag of ours.</summary>
    public string? Type(string off, bool hasTypes = true)
    {
        JsonValueKind[] kinds = [.. _variants.Where(static v => v.Value is not null).Select(static v => v.Value!.GetValueKind()).Select(static k => k == JsonValueKind.False ? JsonValueKind.True : k).Distinct()];
        return kinds switch
        {
            [] => null,
            [JsonValueKind.True] => Scalars.IsFalse(Find(off)?.Value ?? JsonValue.Create(false)) ? "boolean" : "json",
            [JsonValueKind.Number] => "number",
            [JsonValueKind.String] => hasTypes ? "string" : null,
            _ => "json",
        };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, value, _) in _variants)
        {
            json[name] = value is null ? new JsonObject() : new JsonObject { ["Value"] = value.DeepClone() };
        }

        if (NeedsNone)
        {
            json[None] = new JsonObject();
        }

        return json;
    }

    private string Resolve(string name, Written written)
    {
        if (Find(name) is { } found)
        {
            return found.Name;
        }

        written.Complain(
            ErrorCodes.ForeignAllocation,
            $"The allocation of flag '{_flag}' names the variant '{Scalars.Cut(name)}', which it does not have; it has {string.Join(", ", _variants.Select(static v => v.Name))}. Names are compared in their case. Correct it.");
        return None;
    }

    private void Add(Written item)
    {
        if (item.Of("name").Text("name") is not { Length: > 0 } name)
        {
            item.Complain(ErrorCodes.ForeignVariants, $"A variant of flag '{_flag}' has no name. Add one, or remove it.");
            return;
        }

        if (!Keys.IsValid(name, out var why))
        {
            item.Complain(ErrorCodes.ForeignName, $"The variant '{Scalars.Cut(name)}' of flag '{_flag}' cannot keep its name: {why}. Rename it there first, to letters, digits and . _ / -.");
            return;
        }

        if (_variants.Any(v => v.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            item.Complain(ErrorCodes.ForeignVariants, $"The flag '{_flag}' has the variant '{name}' twice; case does not tell variants apart. Rename one of the two.");
            return;
        }

        if (item.Has("configuration_reference"))
        {
            item.Complain(ErrorCodes.ForeignVariants, $"The variant '{name}' of flag '{_flag}' refers to a section of configuration for its value, which has no equivalent. Write the value into configuration_value.");
        }

        _variants.Add((name, item.Of("configuration_value").Node, MicrosoftFlag.Word(item.Of("status_override"), "status_override", "None", "Enabled", "Disabled")));
    }

    private (string Name, JsonNode? Value, int StatusOverride)? Find(string name)
    {
        foreach (var variant in _variants)
        {
            if (variant.Name.Equals(name, StringComparison.Ordinal))
            {
                return variant;
            }
        }

        return null;
    }
}
