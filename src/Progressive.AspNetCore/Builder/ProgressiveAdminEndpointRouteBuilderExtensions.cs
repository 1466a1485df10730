using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.AspNetCore.Admin;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Rollouts;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what people and controllers outside ask about rollouts.</summary>
public static class ProgressiveAdminEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>api/flags/{key}/verdict</c>, which Argo Rollouts' web provider reads, and the hooks of Flagger, <c>flagger/{hook}?flag=key</c>, below a prefix.
    /// </summary>
    /// <remarks>
    /// Denied by default: they answer whom the application's authorization policy <c>progressive:read</c> lets, and without such a policy only a developer
    /// on the machine itself (Development, loopback, no forwarding headers).
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path below which they stand. Default: <c>/progressive</c>.</param>
    /// <returns>The endpoints, for conventions of your own.</returns>
    /// <exception cref="ProgressiveException"><c>PRG0400</c>: <c>AddHttp()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapProgressiveAdmin(this IEndpointRouteBuilder endpoints, string prefix = "/progressive")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var services = endpoints.ServiceProvider;
        if (services.GetService<IServiceProviderIsService>() is { } known && !known.IsService(typeof(RequestContexts)))
        {
            throw HttpErrors.NotAdded("MapProgressiveAdmin()");
        }

        var verdicts = new VerdictEndpoint(services.GetRequiredService<IRollouts>(), services.GetRequiredService<TimeProvider>());
        var hooks = new FlaggerHooks(services.GetRequiredService<IRollouts>());
        var group = endpoints.MapGroup(prefix).ExcludeFromDescription();
        var read = new AdminAccess(AdminAccess.Read);
        Map("/api/flags/{key}/verdict", [HttpMethods.Get, HttpMethods.Post, HttpMethods.Put], http => verdicts.Get((string)http.GetRouteValue("key")!));
        Map("/flagger/{hook}", [HttpMethods.Post], http => hooks.Post((string)http.GetRouteValue("hook")!, http.Request.Query["flag"]));
        return group;

        void Map(string path, string[] methods, Func<HttpContext, IResult> answer) => group.MapMethods(
            path,
            methods,
            async http => await (await read.RefuseAsync(http).ConfigureAwait(false) ?? answer(http)).ExecuteAsync(http).ConfigureAwait(false));
    }
}
