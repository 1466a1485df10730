namespace Quickstart.Shop;

/// <summary>The new one, and a good one: a little slower, and it does not fail.</summary>
internal sealed class NeuralRecommender(TimeProvider time) : IRecommender
{
    public async Task<Recommendation> RecommendAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        return new Recommendation(Answer.Candidate, "a kite, a lens, tea");
    }
}
