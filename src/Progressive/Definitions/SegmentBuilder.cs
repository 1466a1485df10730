using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Writes a segment in code: whom it lists, and whoever meets its conditions; never whom it excludes.</summary>
public sealed class SegmentBuilder
{
    internal SegmentBuilder()
    {
    }

    internal JsonObject Content { get; } = JsonNames.NewObject();

    /// <summary>Says what the segment is, for people.</summary>
    /// <param name="description">The text.</param>
    /// <returns>This builder.</returns>
    public SegmentBuilder Describe(string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Content["Description"] = description;
        return this;
    }

    /// <summary>Adds conditions that make a member; all of them have to be met, and those that were there before.</summary>
    /// <param name="conditions">Writes the conditions.</param>
    /// <returns>This builder.</returns>
    public SegmentBuilder When(Action<ConditionBuilder> conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        conditions(new ConditionBuilder(Content.ObjectOf("When")));
        return this;
    }

    /// <summary>Lists members, whatever the conditions say.</summary>
    /// <param name="keys">Targeting keys, or values of the attribute that <see cref="By"/> names.</param>
    /// <returns>This builder.</returns>
    public SegmentBuilder Include(params ReadOnlySpan<string> keys) => Add("Include", keys);

    /// <summary>Lists who is no member, whatever else is said.</summary>
    /// <param name="keys">Targeting keys, or values of the attribute that <see cref="By"/> names.</param>
    /// <returns>This builder.</returns>
    public SegmentBuilder Exclude(params ReadOnlySpan<string> keys) => Add("Exclude", keys);

    /// <summary>Says what the lists hold, and what shares in the conditions stick by. Default: targeting keys.</summary>
    /// <param name="attribute">The attribute, such as <c>tenant</c>.</param>
    /// <returns>This builder.</returns>
    public SegmentBuilder By(string attribute)
    {
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        Content["By"] = attribute;
        return this;
    }

    private SegmentBuilder Add(string member, ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            Content.AddTo(member, JsonValue.Create(key));
        }

        return this;
    }
}
