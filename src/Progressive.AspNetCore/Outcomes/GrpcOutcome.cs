using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Progressive.Metrics;

namespace Progressive.AspNetCore.Outcomes;

/// <summary>gRPC answers 200 whatever happens; how a call ended is in the trailer <c>grpc-status</c>, or in a header when there is nothing else to send.</summary>
internal static class GrpcOutcome
{
    private const string StatusName = "grpc-status";

    // A gRPC call is always a POST. The method is at hand; the content type is a search among the headers, which every other request is spared.
    public static bool IsGrpc(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Response.ContentType is { } type
        && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase);

    public static string? StatusOf(HttpContext context)
    {
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is { } trailers && trailers.TryGetValue(StatusName, out var trailer))
        {
            return trailer.ToString();
        }

        return context.Response.Headers.TryGetValue(StatusName, out var header) ? header.ToString() : null;
    }

    // The codes of https://grpc.io/docs/guides/status-codes/. Rejected are those that say the caller asked for something it should not have;
    // ABORTED and RESOURCE_EXHAUSTED are not among them: they are how an overloaded or conflicting server looks.
    public static OutcomeKind? Of(HttpContext context) => StatusOf(context) switch
    {
        "0" => OutcomeKind.Ok,
        "1" when HttpOutcome.IsClientGone(context) => null,
        "3" or "5" or "6" or "7" or "9" or "11" or "16" => OutcomeKind.Rejected,

        // A client reads a missing status as UNKNOWN; where the connection is gone nobody could have been told.
        null when HttpOutcome.IsClientGone(context) => null,
        _ => OutcomeKind.Error,
    };
}
