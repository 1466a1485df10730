using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Outcomes;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>
/// Makes the endpoints that routing hands out in the place of those that were mapped. Routing is the one place where every kind of endpoint comes
/// by: a controller's attribute has no say in how its endpoint is built.
/// </summary>
internal sealed class WatchedEndpoints(VariantRoutes routes, RequestContexts contexts, RequestOutcomes outcomes)
{
    /// <summary>A watched copy of an endpoint.</summary>
    /// <param name="endpoint">The endpoint as it was mapped.</param>
    /// <param name="variant">Which variant it is.</param>
    /// <param name="drawn">
    /// Whether this copy is for calls that a split or a rollout sent to it. That there is a copy for each is how the decision gets from routing to
    /// the call: deciding again would cost a hash, and remembering an allocation.
    /// </param>
    public Endpoint Watch(Endpoint endpoint, IVariantMetadata variant, bool drawn)
    {
        if (endpoint is not RouteEndpoint { RequestDelegate: { } handle } mapped)
        {
            return endpoint;
        }

        var route = routes.For(variant.Flag);
        var cache = new VariantCachePolicy(mapped.Metadata.GetMetadata<IOutputCachePolicy>(), route, variant.Variant);
        return new RouteEndpoint(
            new WatchedEndpoint(handle, route, variant.Variant, drawn, contexts, outcomes).InvokeAsync,
            mapped.RoutePattern,
            mapped.Order,
            new EndpointMetadataCollection([.. mapped.Metadata, cache]),
            mapped.DisplayName);
    }
}
