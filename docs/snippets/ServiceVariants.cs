using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive;
using Progressive.Variants;
using Snippets;

[assembly: VariantService(typeof(IRanking))]

namespace Snippets;

internal static class ServiceVariants
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<IRecommender, PopularityRecommender>();
        builder.Services.AddProgressiveDelivery()
            .AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>(revision: "1"));
    }

    public static void Configure(ProgressiveBuilder delivery)
    {
        delivery.AddVariants<IRecommender>("recommender", v => v
            .Candidate<NeuralRecommender>(revision: "2")
            .ReadyWhen((services, cancel) => services.GetRequiredService<IModel>().LoadAsync(cancel))
            .RejectedBy<ArgumentException>());
    }

    public static void WaitAtStart(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddVariants<IRecommender>("recommender", v => v
                .Candidate<NeuralRecommender>(revision: "1")
                .ReadyWhen((services, cancel) => services.GetRequiredService<IModel>().LoadAsync(cancel), waitAtStart: TimeSpan.FromMinutes(1)));
    }

    public static void Two(ProgressiveBuilder delivery)
    {
        delivery
            .AddVariants<IRecommender>("recommender", v => v.Candidate<NeuralRecommender>(revision: "2"))
            .AddVariants<IRanking>("recommender", v => v.Stable<PopularityRanking>().Candidate<NeuralRanking>(revision: "2"));
    }

    public static async Task WorkAsync(Message message, IRecommender recommender, CancellationToken cancel)
    {
        using (EvaluationContext.Enter(new(message.TenantId) { ["attempt"] = message.Attempt }))
        {
            await recommender.RecommendAsync("p-1", cancel);
        }
    }

    public static async Task<decimal> PriceAsync(IFlags flags, CancellationToken cancel)
    {
        var price = await flags.CallAsync(
            "pricing",
            stable: token => ListPriceAsync(token),
            candidate: token => ModelPriceAsync(token),
            cancel);
        return price;
    }

    private static ValueTask<decimal> ListPriceAsync(CancellationToken cancel) => new(cancel.IsCancellationRequested ? 0m : 9.99m);

    private static ValueTask<decimal> ModelPriceAsync(CancellationToken cancel) => new(cancel.IsCancellationRequested ? 0m : 9.49m);
}
