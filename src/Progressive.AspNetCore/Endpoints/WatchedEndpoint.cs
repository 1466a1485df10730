using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Outcomes;
using Progressive.Variants;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>
/// The chosen endpoint's own delegate, watched. Middleware would be the wrong place: answers from a cache, redirects and refusals that end the
/// request before the endpoint say nothing about the variant.
/// </summary>
internal sealed class WatchedEndpoint(RequestDelegate handle, VariantRoute route, string variant, bool drawn, RequestContexts contexts, RequestOutcomes outcomes)
{
    public string Variant { get; } = variant;

    public bool IsDrawn { get; } = drawn;

    public Task InvokeAsync(HttpContext http)
    {
        if (route.RecordsExposures)
        {
            contexts.Expose(http, route, Variant);
        }

        var call = route.Start(Variant, IsDrawn);
        Task handling;
        try
        {
            call.Enter();
            handling = handle(http);
        }
        catch (Exception e) when (outcomes.End(call, http, e))
        {
            throw;
        }

        if (!handling.IsCompletedSuccessfully)
        {
            call.Leave();
            return WatchAsync(call, handling, http).AsTask();
        }

        outcomes.End(call, http, null);
        return handling;
    }

    // Pooled: a state machine of its own would double what watching may allocate.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WatchAsync(VariantCall call, Task handling, HttpContext http)
    {
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (Exception e) when (outcomes.End(call, http, e))
        {
            throw;
        }

        outcomes.End(call, http, null);
    }
}
