using System.ComponentModel;

namespace Progressive;

/// <summary>A variant that was chosen for a context beforehand. Immutable.</summary>
/// <param name="variant">The variant; a name that the flag does not have chooses nothing.</param>
/// <param name="cause">By what, for people: <c>override by qa@shop</c>, <c>kept from upstream</c>.</param>
/// <param name="evenIfClosed">Whether it is served although guards or an operator closed it; never where it is missing or warming.</param>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public sealed class VariantChoice(string variant, string cause, bool evenIfClosed = false)
{
    /// <summary>The variant; a name that the flag does not have chooses nothing.</summary>
    public string Variant { get; } = variant;

    /// <summary>By what it was chosen, for people. It becomes the cause of the evaluation.</summary>
    public string Cause { get; } = cause;

    /// <summary>Whether it is served although guards or an operator closed it; never where it is missing or warming. Default: no.</summary>
    public bool EvenIfClosed { get; } = evenIfClosed;
}
