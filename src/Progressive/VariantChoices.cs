using System.ComponentModel;

namespace Progressive;

/// <summary>Variants that were chosen for a context before any rule is asked: by a signed override, or by the caller upstream.</summary>
/// <remarks>Immutable, or safe for use by many threads. Flags that are off, killed, out of their schedule or short of a prerequisite do not ask.</remarks>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public abstract class VariantChoices
{
    /// <summary>The choice for a flag. Called on the request path, for each reading of a flag: it must not wait or throw.</summary>
    /// <param name="flag">The flag's key, to be compared ignoring case.</param>
    /// <returns>The choice; null for none.</returns>
    public abstract VariantChoice? Find(string flag);
}
