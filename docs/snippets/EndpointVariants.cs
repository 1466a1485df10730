using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Progressive.AspNetCore;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Outcomes;
using Progressive.Metrics;

namespace Snippets;

internal static class EndpointVariants
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/checkout", Checkout.V1).AsStable("checkout");
        app.MapPost("/checkout", Checkout.V2).AsCandidate("checkout", revision: "2");
    }

    public static void Groups(WebApplication app)
    {
        app.MapGroup("/v1").AsStable("api").MapOrders();
        app.MapGroup("/v1").AsCandidate("api", revision: "2").MapOrders();
    }

    public static void Require(WebApplication app)
    {
        app.MapGet("/beta", Checkout.Beta).RequireFlag("beta");
        app.MapGet("/search", Checkout.Beta).RequireFlag(FlagRequirement.Any("search", "staff"));
        app.MapGet("/old", Checkout.Beta).RequireFlag(FlagRequirement.None("search"));
        app.MapGet("/soon", Checkout.Beta).RequireFlag(FlagRequirement.All("soon"), otherwise: http => Results.Text("Soon.").ExecuteAsync(http));
        app.MapGet("/reports", Checkout.Beta).RequireFlag("reports", _ => Results.Problem("Reports are switched off.", statusCode: 503));
    }

    public static void Branches(WebApplication app)
    {
        app.UseWhenFlag("slow-log", branch => branch.UseMiddleware<SlowLog>());
        app.MapWhenFlag(FlagRequirement.All("new-app"), branch => branch.UseMiddleware<NewApp>());
    }

    public static void Options(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp(http =>
        {
            http.Keys = [TargetingKeySource.Claim("tenant"), TargetingKeySource.Header("X-Tenant"), TargetingKeySource.AnonymousCookie()];
            http.Attributes.Header("country", "X-Country").Claim("roles", ClaimTypes.Role);
            http.OutcomeOf = (request, exception) => request.Response.StatusCode == StatusCodes.Status429TooManyRequests ? OutcomeKind.Error : HttpOutcome.Of(request, exception);
            http.RequiredFlags = ["checkout"];
        });
    }

    private static RouteGroupBuilder MapOrders(this RouteGroupBuilder group)
    {
        group.MapGet("/orders", Checkout.Beta);
        return group;
    }
}

internal sealed class SlowLog(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) => next(http);
}

internal sealed class NewApp(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) => next(http);
}

[Route("beta"), RequireFlag("beta")]
public sealed class BetaController : ControllerBase
{
    [HttpGet("export"), RequireFlag("export", "staff", Any = true)]
    public IActionResult Export() => Ok();
}

[Route("orders")]
public sealed class OrdersController : ControllerBase
{
    [HttpPost, StableVariant("orders")]
    public IActionResult Place() => Ok();

    [HttpPost, CandidateVariant("orders", Revision = "2")]
    public IActionResult PlaceWithStock() => Ok();
}
