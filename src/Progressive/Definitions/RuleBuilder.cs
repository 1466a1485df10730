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
        new ConditionBuilder(Content.ObjectOf("When")).Is(attribute, values);
        return this;
    }

    /// <summary>Adds conditions of any kind; all of them have to be met, and those that were there before.</summary>
    /// <param name="conditions">Writes the conditions.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder When(Action<ConditionBuilder> conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        conditions(new ConditionBuilder(Content.ObjectOf("When")));
        return this;
    }

    /// <summary>Says what the rule serves to whoever it matches.</summary>
    /// <param name="variant">The variant.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder Serve(string variant)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        Content["Serve"] = variant;
        return this;
    }

    /// <summary>Gives a variant a share of those whom the rule matches; the shares have to make 100%.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="share">A percentage such as <c>12.5%</c>.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder Serve(string variant, string share)
    {
        ArgumentException.ThrowIfNullOrEmpty(variant);
        Content.ObjectOf("Serve")[variant] = share;
        return this;
    }

    /// <summary>Says what the shares of this rule stick by. Default: what the flag sticks by.</summary>
    /// <param name="attribute">An attribute such as <c>tenant</c>; <c>targetingKey</c>; or <c>call</c> for a fresh decision each time.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder StickBy(string attribute)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        Content["StickBy"] = attribute;
        return this;
    }

    /// <summary>Sets what the shares of this rule are drawn with. Default: the flag's salt.</summary>
    /// <param name="salt">Shares with the same salt put the same keys first.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder Salt(string salt)
    {
        ArgumentException.ThrowIfNullOrEmpty(salt);
        Content["Salt"] = salt;
        return this;
    }

    /// <summary>Says what <see cref="Evaluation.IsEnabled"/> is for whom this rule serves. Default: whether the variant is another than Off; for boolean flags, its value.</summary>
    /// <param name="isEnabled">Whether the flag counts as on for them.</param>
    /// <returns>This builder.</returns>
    public RuleBuilder Enabled(bool isEnabled)
    {
        Content["Enabled"] = isEnabled;
        return this;
    }
}
