namespace Progressive.Variants;

/// <summary>A variant that code brings along: a service implementation, an endpoint, a delegate.</summary>
/// <param name="Flag">The flag that decides about it.</param>
/// <param name="Variant">The variant's name.</param>
/// <param name="Revision">Identity of what is being tried; null for the stable variant.</param>
/// <param name="DeclaredBy">What declared it, for error messages: a type, a route.</param>
public sealed record VariantDeclaration(string Flag, string Variant, string? Revision, string DeclaredBy);
