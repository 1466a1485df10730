using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.AspNetCore;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Endpoints;

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

    /// <summary>Runs middleware for those whom flags say so, and goes on with the pipeline for everybody.</summary>
    /// <param name="app">The application.</param>
    /// <param name="requirement">What flags have to say.</param>
    /// <param name="configure">Adds the middleware of the branch.</param>
    /// <returns>The application.</returns>
    /// <remarks>Asked per request, of whoever is asking: as routing does, it asks authentication where a key or an attribute needs it and nobody has.</remarks>
    /// <exception cref="ProgressiveException"><c>PRG0400</c>: <c>AddHttp()</c> was not called.</exception>
    public static IApplicationBuilder UseWhenFlag(this IApplicationBuilder app, FlagRequirement requirement, Action<IApplicationBuilder> configure) =>
        Branch(app, requirement, configure, "UseWhenFlag()", rejoins: true);

    /// <summary>Runs middleware for those for whom a flag is on, and goes on with the pipeline for everybody.</summary>
    /// <param name="app">The application.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="configure">Adds the middleware of the branch.</param>
    /// <returns>The application.</returns>
    /// <inheritdoc cref="UseWhenFlag(IApplicationBuilder, FlagRequirement, Action{IApplicationBuilder})" path="/exception"/>
    public static IApplicationBuilder UseWhenFlag(this IApplicationBuilder app, string flag, Action<IApplicationBuilder> configure) =>
        UseWhenFlag(app, FlagRequirement.All(flag), configure);

    /// <summary>Sends those whom flags say so down a pipeline of their own, which ends there.</summary>
    /// <param name="app">The application.</param>
    /// <param name="requirement">What flags have to say.</param>
    /// <param name="configure">Builds the branch.</param>
    /// <returns>The application.</returns>
    /// <inheritdoc cref="UseWhenFlag(IApplicationBuilder, FlagRequirement, Action{IApplicationBuilder})" path="/exception"/>
    public static IApplicationBuilder MapWhenFlag(this IApplicationBuilder app, FlagRequirement requirement, Action<IApplicationBuilder> configure) =>
        Branch(app, requirement, configure, "MapWhenFlag()", rejoins: false);

    /// <summary>Sends those for whom a flag is on down a pipeline of their own, which ends there.</summary>
    /// <param name="app">The application.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="configure">Builds the branch.</param>
    /// <returns>The application.</returns>
    /// <inheritdoc cref="UseWhenFlag(IApplicationBuilder, FlagRequirement, Action{IApplicationBuilder})" path="/exception"/>
    public static IApplicationBuilder MapWhenFlag(this IApplicationBuilder app, string flag, Action<IApplicationBuilder> configure) =>
        MapWhenFlag(app, FlagRequirement.All(flag), configure);

    private static IApplicationBuilder Branch(
        IApplicationBuilder app,
        FlagRequirement requirement,
        Action<IApplicationBuilder> configure,
        string method,
        bool rejoins)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(requirement);
        ArgumentNullException.ThrowIfNull(configure);
        var gates = app.ApplicationServices.GetService<EndpointGates>() ?? throw HttpErrors.NotAdded(method);

        // Like UseWhen(): a pipeline that begins with ours rejoins the one it left.
        var branch = app.New();
        configure(branch);
        return app.Use(next =>
        {
            if (rejoins)
            {
                branch.Run(next);
            }

            return new FlagFork(gates.Question(requirement), branch.Build(), next).InvokeAsync;
        });
    }
}
