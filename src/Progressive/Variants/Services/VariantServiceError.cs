namespace Progressive.Variants.Services;

/// <summary>One thing that is wrong with a routed service.</summary>
internal sealed record VariantServiceError(string Code, string Text)
{
    public ProgressiveException ToException() => new(Code, ToString());

    public override string ToString() => $"{Code}: {Text}";
}
