namespace Progressive;

/// <summary>A variant that was chosen for a context beforehand.</summary>
/// <param name="Variant">The variant; a name that the flag does not have chooses nothing.</param>
/// <param name="Cause">By what, for people: <c>override by qa@shop</c>, <c>kept from upstream</c>.</param>
/// <param name="EvenIfClosed">Whether it is served although guards or an operator closed it; never where it is missing or warming.</param>
internal sealed record VariantChoice(string Variant, string Cause, bool EvenIfClosed = false);
