using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Outcomes;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Makes endpoints that carry variant metadata into watched ones.</summary>
internal sealed class VariantEndpoints(VariantRoutes routes, RequestContexts contexts, RequestOutcomes outcomes)
{
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _watched = [];

    /// <summary>Watches an endpoint while it is built, with everything its conventions have put on it.</summary>
    public void Watch(Microsoft.AspNetCore.Builder.EndpointBuilder builder, IVariantMetadata variant)
    {
        if (builder.RequestDelegate is { } handle && !builder.Metadata.Contains(WatchedMetadata.Instance))
        {
            var template = (builder as RouteEndpointBuilder)?.RoutePattern.RawText;
            builder.RequestDelegate = Watch(handle, variant);
            builder.Metadata.Add(CachePolicy(variant, [.. builder.Metadata], template));
            builder.Metadata.Add(WatchedMetadata.Instance);
        }
    }

    /// <summary>
    /// Watches an endpoint that is built already: a controller's attribute has no say in how its endpoint is built, but routing may hand out another
    /// endpoint in its place.
    /// </summary>
    public Endpoint Watched(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IVariantMetadata>() is { } variant && endpoint.Metadata.GetMetadata<WatchedMetadata>() is null
            ? _watched.GetValue(endpoint, original => Watched(original, variant))
            : endpoint;

    private Endpoint Watched(Endpoint endpoint, IVariantMetadata variant)
    {
        if (endpoint is not RouteEndpoint { RequestDelegate: { } handle } original)
        {
            return endpoint;
        }

        var metadata = new EndpointMetadataCollection(
            [.. original.Metadata, CachePolicy(variant, original.Metadata, original.RoutePattern.RawText), WatchedMetadata.Instance]);
        return new RouteEndpoint(Watch(handle, variant), original.RoutePattern, original.Order, metadata, original.DisplayName);
    }

    private RequestDelegate Watch(RequestDelegate handle, IVariantMetadata variant) =>
        new WatchedEndpoint(handle, variant.Variant, routes.For(variant.Flag), contexts, outcomes).InvokeAsync;

    private VariantCachePolicy CachePolicy(IVariantMetadata variant, IReadOnlyList<object> metadata, string? template) => new(
        metadata.OfType<IOutputCachePolicy>().LastOrDefault(),
        routes.For(variant.Flag),
        variant.Variant,
        VariantDeclarer.RevisionOf(variant, metadata, template),
        contexts);
}
