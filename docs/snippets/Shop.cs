using Microsoft.AspNetCore.Http;

namespace Snippets;

/// <summary>The application the pages speak of.</summary>
public interface IRecommender
{
    Task<IReadOnlyList<string>> RecommendAsync(string product, CancellationToken cancellationToken);
}

public interface IRanking
{
    IReadOnlyList<string> Rank(IReadOnlyList<string> products);
}

public interface IModel
{
    Task LoadAsync(CancellationToken cancellationToken);
}

public sealed class PopularityRecommender : IRecommender
{
    public Task<IReadOnlyList<string>> RecommendAsync(string product, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([product]);
}

public sealed class NeuralRecommender : IRecommender
{
    public Task<IReadOnlyList<string>> RecommendAsync(string product, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([product]);
}

public sealed class PopularityRanking : IRanking
{
    public IReadOnlyList<string> Rank(IReadOnlyList<string> products) => products;
}

public sealed class NeuralRanking : IRanking
{
    public IReadOnlyList<string> Rank(IReadOnlyList<string> products) => products;
}

public sealed record Message(string TenantId, int Attempt);

internal static class Checkout
{
    public static IResult V1(HttpContext http) => Results.Ok(http.TraceIdentifier);

    public static IResult V2(HttpContext http) => Results.Ok(http.TraceIdentifier);

    public static IResult Beta() => Results.Ok();
}
