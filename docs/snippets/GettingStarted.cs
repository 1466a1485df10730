using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Progressive.Definitions;
using Progressive.Rollouts;

namespace Snippets;

internal static class GettingStarted
{
    public static void Run(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddScoped<IRecommender, PopularityRecommender>();

        builder.Services.AddProgressiveDelivery()
            .AddHttp()
            .AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>(revision: "1"));

        var app = builder.Build();
        app.UseProgressiveDelivery();
        app.MapProgressiveProbes();
        app.Run();
    }

    public static void Metrics(WebApplicationBuilder builder)
    {
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Progressive").AddPrometheusExporter());
    }

    public static void Scrape(WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint();
    }

    public static void State(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddFileState("/var/lib/shop/progressive.state");
    }

    public static void Operate(WebApplication app)
    {
        app.MapGet("/rollouts", (IRollouts rollouts) => rollouts.List().Select(r => new
        {
            r.Flag, r.Revision, Phase = r.Phase.ToString(), Weight = r.Weight.ToString(), r.Waiting, Last = r.History is [.., var last] ? last.ToString() : null,
        }));

        app.MapPost("/rollouts/{flag}/kill", async (string flag, string reason, IRollouts rollouts, DefinitionCatalog catalog, CancellationToken cancel) =>
        {
            if (catalog.StatusOf(flag) is null)
            {
                return Results.NotFound();
            }

            // False: it is in force here, and the state store has still to be told.
            return string.IsNullOrWhiteSpace(reason) ? Results.BadRequest("Say why.") : Results.Ok(await rollouts.KillAsync(flag, reason, cancel));
        }).RequireAuthorization("operators");
    }

    public static void Finish(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IRecommender, NeuralRecommender>();
    }
}
