using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>What compiles and does not start.</summary>
internal static class Errors
{
    public static void NotRegistered(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>());
        builder.Services.AddScoped<IRecommender, PopularityRecommender>();   // too late
    }

    public static void Bypassed(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>());
        builder.Services.AddScoped<IRecommender, CachedRecommender>();       // replaces the proxy
    }

    public static void Captive(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IRecommender, PopularityRecommender>();
        builder.Services.AddTransient<NeuralRecommender>();                  // would live as long as the singleton
        builder.Services.AddProgressiveDelivery().AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>());
    }

    public static void CandidateAlone(WebApplication app)
    {
        app.MapPost("/checkout", Checkout.V1);                            // not marked
        app.MapPost("/checkout", Checkout.V2).AsCandidate("checkout");
    }

    public static void RoutesDiffer(WebApplication app)
    {
        app.MapGet("/orders/{id}", Checkout.V1).AsStable("orders");
        app.MapGet("/v2/orders/{id}", Checkout.V2).AsCandidate("orders");
    }

    public static void MethodsDiffer(WebApplication app)
    {
        app.MapGet("/orders", Checkout.V1).AsStable("orders");
        app.MapMethods("/orders", ["GET", "POST"], Checkout.V2).AsCandidate("orders");
    }

    private sealed class CachedRecommender : IRecommender
    {
        public Task<IReadOnlyList<string>> RecommendAsync(string product, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([product]);
    }
}
