using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Writes a rule in code: every condition has to be met.</summary>
public sealed class RuleBuilder
{
    internal RuleBuilder()
    {
    }

    internal JsonObject Content { get; } = JsonNames.NewObject();

    /// <summary>Names the rule; the name is the cause that evaluations give.</summary>
    /// <param name="name">For people.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder Named(string name)
    {
        Content["Name"] = name;
        return this;
    }

    /// <summary>The attribute has to be there and equal one of the values.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="values">At least one value. A text also equals the number or truth value it spells.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder When(string attribute, params ReadOnlySpan<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        var list = new JsonArray();
        foreach (var value in values)
        {
            list.Add((JsonNode?)JsonValue.Create(value));
        }

        Content.ObjectOf("When")[attribute] = list;
        return this;
    }
}
