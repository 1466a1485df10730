namespace Progressive.AspNetCore.Endpoints;

internal sealed class VariantMetadata(string flag, string variant, string? revision) : IVariantMetadata
{
    public string Flag { get; } = flag;

    public string Variant { get; } = variant;

    public string? Revision { get; } = revision;
}
