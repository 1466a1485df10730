namespace Progressive.Variants;

/// <summary>What a caller upstream served, to be served here as well where it may be. Immutable.</summary>
internal sealed class KeptVariants : VariantChoices
{
    private readonly (string Flag, VariantChoice Choice)[] _kept;

    public KeptVariants((string Flag, string Variant)[] kept) => _kept = Array.ConvertAll(kept, static pair => (pair.Flag, new VariantChoice(pair.Variant, "kept from upstream")));

    public override VariantChoice? Find(string flag)
    {
        foreach (var (known, choice) in _kept)
        {
            if (string.Equals(known, flag, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        return null;
    }
}
