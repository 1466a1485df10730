namespace Progressive.Flags.Rules;

/// <summary>Sends the contexts that meet a condition to one variant, or divides them among several. Immutable.</summary>
/// <param name="name">Its name, or its number.</param>
/// <param name="condition">Whom it is for; null: everybody.</param>
/// <param name="serve">The variant, where it serves one.</param>
internal sealed class Rule(string name, Condition? condition, int serve)
{
    public string Name { get; } = name;

    public Condition? Condition { get; } = condition;

    /// <summary>The variant; where the rule divides, the one it serves for want of a key is the flag's default.</summary>
    public int Serve { get; } = serve;

    /// <summary>How the rule divides whom it matches; null: it does not.</summary>
    public RuleDivision? Division { get; init; }

    /// <summary>What the flag answers to whether it is on; null: whether the variant is.</summary>
    public bool? IsEnabled { get; init; }

    public ContextNeeds Needs => (Condition?.Needs ?? ContextNeeds.None) | (Division?.Key.Needs ?? ContextNeeds.None);

    /// <summary>What is said where the rule divides, and there is nothing to divide by.</summary>
    public string KeyMissing => Division is { Key: { By: StickyKey.Attribute } key } ? $"the context has no attribute '{key.Attribute}'" : "the context has no targeting key";

    public bool Matches(in Asker asker) => Condition is null || Condition.Matches(asker);
}
