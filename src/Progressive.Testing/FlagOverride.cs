namespace Progressive.Testing;

/// <summary>What a test says about one flag.</summary>
/// <param name="Variant">The variant for everybody; null: the flag is off.</param>
/// <param name="Known">The flag's variants.</param>
internal sealed record FlagOverride(string? Variant, IReadOnlyList<string> Known);
