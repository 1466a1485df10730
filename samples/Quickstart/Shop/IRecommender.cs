namespace Quickstart.Shop;

/// <summary>What to show next.</summary>
internal interface IRecommender
{
    Task<Recommendation> RecommendAsync(CancellationToken cancellationToken);
}
