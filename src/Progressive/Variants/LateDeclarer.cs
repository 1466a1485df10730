using System.ComponentModel;

namespace Progressive.Variants;

/// <summary>
/// Registered as a service by whoever can declare its variants only while the host starts, endpoints for example; it then owes one
/// <see cref="VariantDeclarations.Complete"/>.
/// </summary>
/// <param name="Declares">What it declares, for people.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record LateDeclarer(string Declares);
