using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Writes conditions in code, as <c>When</c> would hold them: all of them have to be met. What is wrong with them is reported on load.</summary>
public sealed class ConditionBuilder
{
    internal ConditionBuilder(JsonObject content) => Content = content;

    internal JsonObject Content { get; }

    /// <summary>The attribute has to be there and equal one of the values.</summary>
    /// <param name="attribute">The attribute's name; <c>targetingKey</c> for the targeting key.</param>
    /// <param name="values">At least one value. A text also equals the number or truth value it spells.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder Is(string attribute, params ReadOnlySpan<string> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        var list = new JsonArray();
        foreach (var value in values)
        {
            list.Add((JsonNode?)JsonValue.Create(value));
        }

        return Test(attribute, "in", list);
    }

    /// <summary>The attribute has to pass an operator.</summary>
    /// <param name="attribute">The attribute's name; <c>targetingKey</c> for the targeting key.</param>
    /// <param name="operator">For example <c>&gt;=</c>, <c>endsWith</c>, <c>semver&gt;=</c> or <c>not</c>, as in a file.</param>
    /// <param name="operand">What it is compared with: a text, a number or a truth value. A list of texts: one of them.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder Where(string attribute, string @operator, AttributeValue operand)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        ArgumentException.ThrowIfNullOrEmpty(@operator);
        return Test(attribute, @operator, Node(operand));
    }

    /// <summary>Who asks has to be in one of the segments.</summary>
    /// <param name="names">At least one name.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder Segment(params ReadOnlySpan<string> names)
    {
        var list = new JsonArray();
        foreach (var name in names)
        {
            list.Add((JsonNode?)JsonValue.Create(name));
        }

        return Add("segment", list);
    }

    /// <summary>The sticking key has to be in a share of all keys.</summary>
    /// <param name="to">Where the share ends: a percentage such as <c>25%</c>.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="stickBy">What it sticks by. Default: as the flag, or the segment, does.</param>
    /// <param name="salt">What it is drawn with. Default: as the flag, or the segment.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder Share(string to, string from = "0%", string? stickBy = null, string? salt = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        ArgumentException.ThrowIfNullOrEmpty(from);
        var share = JsonNames.NewObject();
        share["From"] = from;
        share["To"] = to;
        if (stickBy is not null)
        {
            share["StickBy"] = stickBy;
        }

        if (salt is not null)
        {
            share["Salt"] = salt;
        }

        return Add("share", share);
    }

    /// <summary>The time has to be in a window.</summary>
    /// <param name="from">Its first moment; null: since ever.</param>
    /// <param name="to">The first moment after it; null: for ever.</param>
    /// <param name="every">How it comes again, such as <c>day</c> or <c>week on Mon, Wed</c>; null: it does not.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder During(DateTimeOffset? from, DateTimeOffset? to, string? every = null) => Add("schedule", ScheduleWriting.Of(from, to, every));

    /// <summary>At least one of several has to hold.</summary>
    /// <param name="alternatives">Each writes conditions, all of which have to be met.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder Any(params ReadOnlySpan<Action<ConditionBuilder>> alternatives)
    {
        var list = new JsonArray();
        foreach (var alternative in alternatives)
        {
            list.Add((JsonNode)Written(alternative));
        }

        return Add("any", list);
    }

    /// <summary>The conditions must not hold all together. An attribute that is not there makes its condition fail, and this one hold.</summary>
    /// <param name="conditions">Writes the conditions.</param>
    /// <returns>This builder.</returns>
    public ConditionBuilder Not(Action<ConditionBuilder> conditions) => Add("not", Written(conditions));

    private static JsonObject Written(Action<ConditionBuilder> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var builder = new ConditionBuilder(JsonNames.NewObject());
        write(builder);
        return builder.Content;
    }

    private static JsonNode? Node(AttributeValue operand) => operand.Kind switch
    {
        AttributeKind.Text => JsonValue.Create(operand.Text),
        AttributeKind.Boolean => JsonValue.Create(operand.Truth),
        AttributeKind.List => new JsonArray([.. operand.List.ToArray().Select(static text => (JsonNode?)JsonValue.Create(text))]),

        // As text, which keeps every digit and holds NaN too; conditions read it as the number.
        AttributeKind.Absent => null,
        _ => JsonValue.Create(operand.ToString()),
    };

    // A name that is taken goes into "all": nothing that was said is lost.
    private ConditionBuilder Test(string attribute, string @operator, JsonNode? operand)
    {
        var tests = Content[attribute] as JsonObject;
        if (tests?.ContainsKey(@operator) == true)
        {
            tests = JsonNames.NewObject();
            tests[@operator] = operand;
            return AddToAll(attribute, tests);
        }

        Content.ObjectOf(attribute)[@operator] = operand;
        return this;
    }

    private ConditionBuilder Add(string combinator, JsonNode operand)
    {
        if (Content.ContainsKey(combinator))
        {
            return AddToAll(combinator, operand);
        }

        Content[combinator] = operand;
        return this;
    }

    private ConditionBuilder AddToAll(string name, JsonNode member)
    {
        var one = JsonNames.NewObject();
        one[name] = member;
        Content.AddTo("all", one);
        return this;
    }
}
