using Progressive.AspNetCore.Endpoints;

namespace Progressive.AspNetCore;

/// <summary>The action, or every action of the controller, is the stable variant of a flag: it serves whoever the flag does not send to the candidate.</summary>
/// <param name="flag">The flag's key.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StableVariantAttribute(string flag) : Attribute, IVariantMetadata
{
    /// <inheritdoc/>
    public string Flag { get; } = flag;

    string IVariantMetadata.Variant => VariantNames.Stable;

    string? IVariantMetadata.Revision => null;
}
