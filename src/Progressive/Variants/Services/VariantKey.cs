namespace Progressive.Variants.Services;

/// <summary>The key of a variant's registration. Compared by reference: no key of the application can be equal to it.</summary>
internal sealed class VariantKey(string flag, string variant)
{
    public override string ToString() => $"{flag}/{variant}";
}
