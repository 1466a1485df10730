using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Progressive delivery in the request pipeline.</summary>
public static class ProgressiveApplicationBuilderExtensions
{
    /// <summary>
    /// Makes each request the context of the flags read in it, and one call of each guarded flag among them, so that guards on flags without a
    /// rollout see how requests end. One request reads one version of all flags, routing included. Endpoint variants work without it.
    /// </summary>
    /// <param name="app">The application; place it after the exception handler and authentication, before endpoints.</param>
    /// <returns>The application.</returns>
    /// <exception cref="ProgressiveException"><c>PRG0400</c>: <c>AddHttp()</c> was not called.</exception>
    public static IApplicationBuilder UseProgressiveDelivery(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<RequestContexts>() is not { } contexts)
        {
            throw HttpErrors.NotAdded("UseProgressiveDelivery()");
        }

        contexts.HasScopes = true;

        return app.UseMiddleware<DeliveryMiddleware>();
    }
}
