namespace Quickstart.Shop;

/// <summary>What everybody buys. It has served for years.</summary>
internal sealed class PopularityRecommender : IRecommender
{
    public Task<Recommendation> RecommendAsync(CancellationToken cancellationToken) => Task.FromResult(new Recommendation(Answer.Stable, "socks, soap, tea"));
}
