using Progressive.Flags.Rules;

namespace Progressive.Definitions;

/// <summary>A rule as it was written.</summary>
/// <param name="Name">Its name, or its number.</param>
/// <param name="Condition">Whom it is for; null: everybody.</param>
/// <param name="Serve">The variant, or the variants and how they divide.</param>
/// <param name="Key">What a division hashes; null where there is one variant.</param>
internal sealed record RuleDefinition(string Name, Condition? Condition, SharesDefinition Serve, StickyHash? Key)
{
    /// <summary>What IsEnabled answers for those whom it serves; null: what the variant says.</summary>
    public bool? IsEnabled { get; init; }
}
