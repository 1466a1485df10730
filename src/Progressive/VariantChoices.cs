namespace Progressive;

/// <summary>Variants that were chosen for a context before any rule is asked. Immutable, or safe for many threads.</summary>
internal abstract class VariantChoices
{
    /// <summary>The choice for a flag; null for none. Called on the request path: it must not wait, throw or allocate.</summary>
    public abstract VariantChoice? Find(string flag);
}
