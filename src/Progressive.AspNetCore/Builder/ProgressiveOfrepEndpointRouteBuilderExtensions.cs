using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Progressive;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Ofrep;
using Progressive.Variants;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what OpenFeature clients ask, in browsers and elsewhere.</summary>
public static class ProgressiveOfrepEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps OpenFeature Remote Evaluation 0.3: POST <c>/ofrep/v1/evaluate/flags/{key}</c> for one flag, and POST <c>/ofrep/v1/evaluate/flags</c> for all of them, with an
    /// entity tag and 304. Only flags with <c>"Client": true</c> are answered; any other is answered as one that does not exist.
    /// </summary>
    /// <remarks>
    /// Anybody may ask, unless the options name API keys or the returned builder requires more: <c>RequireAuthorization()</c>, <c>RequireRateLimiting()</c>, <c>RequireCors()</c>.
    /// Map it below a group of yours for another path.
    /// </remarks>
    /// <param name="endpoints">The application, or a group.</param>
    /// <param name="configure">What clients may say about themselves; null keeps the defaults: nothing.</param>
    /// <returns>The endpoints, for conventions of your own.</returns>
    /// <exception cref="ProgressiveException"><c>PRG0400</c>: <c>AddHttp()</c> was not called. <c>PRG0430</c> to <c>PRG0432</c>: an option cannot be right.</exception>
    public static IEndpointConventionBuilder MapOfrep(this IEndpointRouteBuilder endpoints, Action<OfrepOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(RequestContexts)))
        {
            throw HttpErrors.NotAdded("MapOfrep()");
        }

        var options = new OfrepOptions();
        configure?.Invoke(options);
        OfrepOptionsRules.Check(options);
        var questions = new OfrepQuestions(services.GetRequiredService<RequestContexts>(), options, services.GetRequiredService<ILogger<OfrepServer>>());
        var server = new OfrepServer(services.GetRequiredService<VariantRoutes>(), questions, new ApiKeys(options.ApiKeys ?? []));
        var group = endpoints.MapGroup("/ofrep/v1/evaluate").ExcludeFromDescription();
        group.MapPost("/flags", (RequestDelegate)server.EvaluateAllAsync);
        group.MapPost($"/flags/{{**{OfrepServer.KeyParameter}}}", (RequestDelegate)server.EvaluateFlagAsync);
        return group;
    }
}
