using Microsoft.AspNetCore.Routing;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>An endpoint that is a variant of a flag.</summary>
internal sealed record VariantEndpoint(RouteEndpoint Endpoint, IVariantMetadata Variant)
{
    public bool IsCandidate => Variant.Variant == VariantNames.Candidate;

    public string Shape { get; } = RouteShape.Of(Endpoint.RoutePattern);

    /// <summary>The HTTP methods it answers; empty for all.</summary>
    public IReadOnlyList<string> Methods { get; } = Endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];

    public override string ToString() => EndpointRevision.RouteOf(Endpoint.Metadata, Endpoint.RoutePattern.RawText);
}
