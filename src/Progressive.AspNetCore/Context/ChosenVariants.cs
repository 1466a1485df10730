namespace Progressive.AspNetCore.Context;

/// <summary>What an override chooses, then what a caller upstream did. Immutable.</summary>
internal sealed class ChosenVariants(KeyValuePair<string, VariantChoice>[] overrides, VariantChoices? upstream) : VariantChoices
{
    public static ChosenVariants None { get; } = new([], null);

    public override VariantChoice? Find(string flag)
    {
        foreach (var (known, choice) in overrides)
        {
            if (string.Equals(known, flag, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        return upstream?.Find(flag);
    }
}
