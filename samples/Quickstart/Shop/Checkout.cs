namespace Quickstart.Shop;

/// <summary>Taking money. The second version fails three times in ten.</summary>
internal static class Checkout
{
    private const double FailureRate = 0.3;

    public static Answer V1() => new(Answer.Stable, StatusCodes.Status200OK, "paid");

    public static Answer V2() => Random.Shared.NextDouble() < FailureRate
        ? new(Answer.Candidate, StatusCodes.Status500InternalServerError, "try again")
        : new(Answer.Candidate, StatusCodes.Status200OK, "paid");
}
