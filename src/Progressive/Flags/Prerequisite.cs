namespace Progressive.Flags;

/// <summary>Another flag, and what it has to answer.</summary>
/// <param name="Flag">The other flag.</param>
/// <param name="Variants">The variants that will do.</param>
internal sealed record Prerequisite(FlagKey Flag, string[] Variants)
{
    public bool IsMetBy(Evaluation evaluation)
    {
        foreach (var variant in Variants)
        {
            if (string.Equals(variant, evaluation.Variant, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    public override string ToString() => $"'{Flag.Name}' has to be {string.Join(" or ", Variants)}";
}
