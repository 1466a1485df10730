using Progressive.Assignment;

namespace Progressive.Definitions;

/// <summary>Variants and their shares as they were written.</summary>
/// <param name="Entries">Each variant, its weight, and where it is named.</param>
/// <param name="AreWeights">Whole numbers of any sum instead of parts per million.</param>
internal sealed record SharesDefinition(IReadOnlyList<(string Variant, long Weight, DefinitionPath Place)> Entries, bool AreWeights = false)
{
    public static SharesDefinition None { get; } = new([]);

    public IEnumerable<string> Variants => Entries.Select(static entry => entry.Variant);

    public static SharesDefinition Of(string variant, DefinitionPath place) => new([(variant, Share.Whole, place)]);
}
