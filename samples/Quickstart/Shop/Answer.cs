namespace Quickstart.Shop;

/// <summary>
/// A result that says in a header which code made it, so that the load generator counts what users got and takes nobody's word for it.
/// </summary>
internal sealed class Answer(string variant, int status, string text) : IResult
{
    public const string VariantHeader = "X-Variant";
    public const string Stable = "stable";
    public const string Candidate = "candidate";

    public static Answer From(Recommendation recommendation) => new(recommendation.Variant, StatusCodes.Status200OK, recommendation.Titles);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.Headers[VariantHeader] = variant;
        return httpContext.Response.WriteAsync(text, httpContext.RequestAborted);
    }
}
