using System.Text.Json.Nodes;

namespace Progressive.Tests.Schema;

/// <summary>What stands in <c>When</c>.</summary>
internal static class ConditionSchemas
{
    public static JsonObject Combinator(string name) => name switch
    {
        "any" => SchemaNodes.ListOf(SchemaNodes.Ref("someConditions"), "One of these has to hold.", least: 1),
        "all" => SchemaNodes.ListOf(SchemaNodes.Ref("someConditions"), "Each of these has to hold.", least: 1),
        "not" => SchemaNodes.Ref("someConditions", "These must not hold all together; a missing attribute makes its condition fail, and this one hold."),
        "segment" => SchemaNodes.Ref("someTexts", "The segment, or segments of which one will do."),
        "share" => SchemaNodes.AnyOf("The share of sticking keys.", SchemaNodes.Ref("percentage"), SchemaNodes.Ref("share")),
        "schedule" => SchemaNodes.Ref("schedule", "The time."),
        "targetingKey" => SchemaNodes.Ref("attribute", "The targeting key, tested as an attribute is."),
        _ => throw Unknown(name),
    };

    public static JsonObject Operator(string name) => name switch
    {
        "in" => SchemaNodes.Ref("values", "It equals one of these values."),
        "not" => SchemaNodes.Ref("attribute", "It is there, and does not pass these; of a list none may."),
        "<" or "<=" or ">" or ">=" => SchemaNodes.Ref("number", "Compares numbers, and texts that spell one."),
        "before" or "after" => SchemaNodes.Ref("date", "Compares dates, and numbers as seconds since 1970."),
        "startsWith" or "endsWith" or "contains" => SchemaNodes.Ref("someTexts", "Compares texts, character by character."),
        "matches" => SchemaNodes.Ref("patterns", "A regular expression, without backreferences and look-around, or a list of them."),
        "cidr" => SchemaNodes.Ref("someTexts", "A range of IP addresses such as 10.0.0.0/8 or 2001:db8::/32, or a list of them."),
        "exists" => SchemaNodes.Truth("Whether the attribute is there."),
        "semver~" => SchemaNodes.Ref("version", "This version, and later ones with the same minor number."),
        "semver^" => SchemaNodes.Ref("version", "This version, and later ones with the same leftmost number that is not zero."),
        _ when name.StartsWith("semver", StringComparison.Ordinal) => SchemaNodes.Ref("version", "Compares semantic versions."),
        _ => throw Unknown(name),
    };

    public static JsonObject Share(string name) => name switch
    {
        "From" => SchemaNodes.Ref("percentage", "Where the share begins. Default: 0%."),
        "To" => SchemaNodes.Ref("percentage", "Where it ends."),
        "StickBy" => SchemaNodes.Text("targetingKey, call or an attribute. Default: what the flag, or the segment, sticks by."),
        "Salt" => SchemaNodes.Text("What it is drawn with. Default: the salt of the flag, or the segment."),
        _ => throw Unknown(name),
    };

    public static NotSupportedException Unknown(string name) => new($"The member '{name}' is read and not described. Describe it here, and in docs/reference/configuration.md.");
}
