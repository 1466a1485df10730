using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.AspNetCore;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Marks endpoints as variants of a flag, or as existing only where a flag is on.</summary>
public static class ProgressiveEndpointConventionBuilderExtensions
{
    /// <summary>The endpoint, or every endpoint of the group, is the stable variant of a flag: it serves whoever the flag does not send to the candidate.</summary>
    /// <typeparam name="TBuilder">The endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="flag">The flag's key.</param>
    /// <returns>The endpoint or group.</returns>
    public static TBuilder AsStable<TBuilder>(this TBuilder builder, string flag)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        return As(builder, new VariantMetadata(flag, VariantNames.Stable, revision: null), "AsStable()", finish: static _ => { });
    }

    /// <summary>
    /// The endpoint, or every endpoint of the group, is the candidate variant of a flag: it is reached only when the flag says so, and needs a stable
    /// endpoint on the same route and methods. It gives up its endpoint name, which links and clients know as stable's.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="revision">
    /// Identity of what is being tried; a rolled-back revision never returns by itself, so change it with the code behind it. Default: the handler's type
    /// and method, or method and route for a lambda.
    /// </param>
    /// <param name="describeIn">The group of API descriptions, and so the OpenAPI document, that describes it. Default null: none does.</param>
    /// <returns>The endpoint or group.</returns>
    public static TBuilder AsCandidate<TBuilder>(this TBuilder builder, string flag, string? revision = null, string? describeIn = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        return As(builder, new VariantMetadata(flag, VariantNames.Candidate, revision), "AsCandidate()", endpoint => Withdraw(endpoint, describeIn));
    }

    /// <summary>
    /// The endpoint exists only where a flag is on: everybody else gets what they would get if it were not mapped, 404, before authorization has a
    /// chance to say otherwise. Several calls must all be met.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="flag">The flag's key.</param>
    /// <returns>The endpoint or group.</returns>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, string flag)
        where TBuilder : IEndpointConventionBuilder => RequireFlag(builder, FlagRequirement.All(flag));

    /// <summary>The endpoint exists only where flags say so, any or all of them, or none; see <see cref="RequireFlag{TBuilder}(TBuilder, string)"/>.</summary>
    /// <typeparam name="TBuilder">The endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="requirement">What flags have to say.</param>
    /// <param name="otherwise">
    /// What answers in the endpoint's place where they do not, chosen inside routing like the endpoint itself: before authorization, which is not asked for it. The
    /// endpoint's other metadata, CORS and rate limits for example, apply. Null (default): nothing does, 404.
    /// </param>
    /// <returns>The endpoint or group.</returns>
    /// <example><code>app.MapGet("/reports", Reports).RequireFlag(FlagRequirement.All("reports"), otherwise: http => Results.Problem(statusCode: 503).ExecuteAsync(http));</code></example>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, FlagRequirement requirement, RequestDelegate? otherwise = null)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(requirement);
        builder.Add(endpoint =>
        {
            Service<RequestContexts>(endpoint, "RequireFlag()");
            endpoint.Metadata.Add(new RequiredFlagsMetadata(requirement, otherwise));
        });
        return builder;
    }

    /// <summary>
    /// Where a flag is off, a result of your choice stands in for the endpoint. This is an endpoint filter: authorization comes first, and the
    /// existence of the endpoint is no secret. For a result before authorization give <c>otherwise</c> to
    /// <see cref="RequireFlag{TBuilder}(TBuilder, FlagRequirement, RequestDelegate?)"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint's builder.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="flag">The flag's key.</param>
    /// <param name="onDisabled">Makes the result.</param>
    /// <returns>The endpoint or group.</returns>
    public static TBuilder RequireFlag<TBuilder>(this TBuilder builder, string flag, Func<EndpointFilterInvocationContext, IResult> onDisabled)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(flag);
        ArgumentNullException.ThrowIfNull(onDisabled);
        builder.Add(endpoint =>
        {
            var contexts = Service<RequestContexts>(endpoint, "RequireFlag()");
            var filter = new RequireFlagFilter(flag, onDisabled, contexts, endpoint.ApplicationServices.GetRequiredService<IFlags>());
            endpoint.FilterFactories.Add((_, next) => context => filter.InvokeAsync(context, next));
        });
        return builder;
    }

    private static TBuilder As<TBuilder>(TBuilder builder, VariantMetadata variant, string method, Action<EndpointBuilder> finish)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(variant));

        // Names may be given after this call, so they are looked at when everything else is done. An endpoint inside a group may be
        // another variant than its group: what stands last is what it is.
        builder.Finally(endpoint =>
        {
            Service<RequestContexts>(endpoint, method);
            if (ReferenceEquals(endpoint.Metadata.OfType<IVariantMetadata>().Last(), variant))
            {
                finish(endpoint);
            }
        });
        return builder;
    }

    private static void Withdraw(EndpointBuilder endpoint, string? describeIn)
    {
        for (var i = endpoint.Metadata.Count - 1; i >= 0; i--)
        {
            if (endpoint.Metadata[i] is IEndpointNameMetadata or IRouteNameMetadata)
            {
                endpoint.Metadata.RemoveAt(i);
            }
        }

        endpoint.Metadata.Add(describeIn is null ? new ExcludeFromDescriptionAttribute() : new EndpointGroupNameAttribute(describeIn));
    }

    private static T Service<T>(EndpointBuilder endpoint, string method)
        where T : class =>
        endpoint.ApplicationServices.GetService<T>() ?? throw HttpErrors.NotAdded(method);
}
