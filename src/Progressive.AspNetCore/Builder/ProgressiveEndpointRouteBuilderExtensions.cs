using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Probes;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what orchestrators ask.</summary>
public static class ProgressiveEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>/livez</c>, <c>/readyz</c> and <c>/startupz</c>: 200 or 503 and one word, from cached state, for anybody, past all middleware after routing.
    /// </summary>
    /// <remarks>
    /// <c>startupz</c>: 503 until definitions are loaded, saved state is read (or five seconds have passed) and
    /// candidates with <c>ReadyWhen(…, waitAtStart: …)</c> are ready or have had their time.
    /// <c>readyz</c>: 503 only when a required flag has no servable stable variant, or the host is stopping. <c>livez</c>: 200 while the process runs.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <returns>The three endpoints, for conventions of your own.</returns>
    /// <exception cref="ProgressiveException"><c>PRG0400</c>: <c>AddHttp()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapProgressiveProbes(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(ProbeStatus)))
        {
            throw HttpErrors.NotAdded("MapProgressiveProbes()");
        }

        var status = services.GetRequiredService<ProbeStatus>();
        var group = endpoints.MapGroup("");
        Map(group, "/livez", ProbeStatus.Live);
        Map(group, "/readyz", status.Ready);
        Map(group, "/startupz", status.Started);
        return group;
    }

    private static void Map(RouteGroupBuilder group, string path, Func<ProbeAnswer> ask) => group
        .MapMethods(path, [HttpMethods.Get, HttpMethods.Head], new Probe(ask).InvokeAsync)
        .AllowAnonymous()
        .ExcludeFromDescription()
        .ShortCircuit();
}
