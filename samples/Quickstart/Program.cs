using OpenTelemetry.Metrics;
using Progressive.AspNetCore.Context;
using Quickstart.Shop;
using Quickstart.Show;

if (!Arguments.TryParse(args, out var arguments))
{
    return Arguments.ShowUsage();
}

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Progressive").AddPrometheusExporter());

// What the shop has today stays as it is: it becomes the stable variant.
builder.Services.AddScoped<IRecommender, PopularityRecommender>();
builder.Services.AddProgressiveDelivery()
    .AddHttp(http => http.Keys = [TargetingKeySource.Header("X-User")]) // without this: the signed-in user, else a cookie
    .AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>(revision: "1"));

await using var app = builder.Build();
app.UseProgressiveDelivery();

// A service: whoever injects IRecommender gets the variant that the flag says, call by call.
app.MapGet("/recommendations", async (IRecommender recommender, CancellationToken cancellationToken) =>
    Answer.From(await recommender.RecommendAsync(cancellationToken)));

// Two endpoints, one route: the flag picks.
app.MapPost("/checkout", Checkout.V1).AsStable("checkout");
app.MapPost("/checkout", Checkout.V2).AsCandidate("checkout", revision: "2");

app.MapGet("/search", Search.V1).AsStable("search");
app.MapGet("/search", Search.V2).AsCandidate("search", revision: "2");
app.MapProgressiveProbes();
app.MapPrometheusScrapingEndpoint();

return await Performance.RunAsync(app, arguments);
