using Microsoft.AspNetCore.Routing;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Tells the flags which variants this application has endpoints for.</summary>
internal static class VariantDeclarer
{
    public static string? RevisionOf(IVariantMetadata variant, IReadOnlyList<object> metadata, string? template) =>
        variant.Variant == VariantNames.Stable
            ? null
            : variant.Revision ?? EndpointRevision.Of(metadata, EndpointRevision.RouteOf(metadata, template));

    public static VariantDeclaration Declare(VariantEndpoint endpoint) => new(
        endpoint.Variant.Flag,
        endpoint.Variant.Variant,
        RevisionOf(endpoint.Variant, endpoint.Endpoint.Metadata, endpoint.Endpoint.RoutePattern.RawText),
        $"endpoint {endpoint}");

    public static IReadOnlyList<VariantEndpoint> Find(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>()?.SuppressMatching != true)
            .Select(endpoint => (endpoint, variant: endpoint.Metadata.GetMetadata<IVariantMetadata>()))
            .Where(found => found.variant is not null)
            .Select(found => new VariantEndpoint(found.endpoint, found.variant!)),
    ];
}
