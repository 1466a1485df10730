using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Progressive.Metrics;

namespace Progressive.AspNetCore.Outcomes;

/// <summary>The default answer to "how did this request go": what <see cref="ProgressiveHttpOptions.OutcomeOf"/> starts from.</summary>
public static class HttpOutcome
{
    // What proxies log for "the client closed the request"; some frameworks set it as a status.
    private const int ClientClosedRequest = 499;

    /// <summary>
    /// An exception or a status of 500 and above is an error, a status of 400 to 499 is rejected, everything else is ok; gRPC calls count by their
    /// <c>grpc-status</c>. What ended because the client went away does not count; what ended by a request timeout is an error.
    /// </summary>
    /// <param name="context">The request, after its endpoint ran.</param>
    /// <param name="exception">What the endpoint threw, if it did.</param>
    /// <returns>The outcome; null where the request does not count.</returns>
    public static OutcomeKind? Of(HttpContext context, Exception? exception)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (exception is not null)
        {
            return OfException(context, exception);
        }

        if (GrpcOutcome.IsGrpc(context))
        {
            return GrpcOutcome.Of(context);
        }

        return context.Response.StatusCode switch
        {
            >= StatusCodes.Status500InternalServerError => OutcomeKind.Error,
            ClientClosedRequest when context.RequestAborted.IsCancellationRequested && !TimedOut(context) => null,
            >= StatusCodes.Status400BadRequest => OutcomeKind.Rejected,
            _ => OutcomeKind.Ok,
        };
    }

    /// <summary>Whether the client went away, as opposed to a request timeout, which cancels the same token.</summary>
    internal static bool IsClientGone(HttpContext context) => context.RequestAborted.IsCancellationRequested && !TimedOut(context);

    internal static string ErrorTypeOf(HttpContext context, Exception? exception)
    {
        if (exception is OperationCanceledException && TimedOut(context))
        {
            return "timeout";
        }

        if (exception is not null)
        {
            return exception.GetType().FullName ?? exception.GetType().Name;
        }

        return GrpcOutcome.IsGrpc(context) && GrpcOutcome.StatusOf(context) is { } status
            ? $"grpc {status}"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{context.Response.StatusCode}");
    }

    private static OutcomeKind? OfException(HttpContext context, Exception exception) => exception switch
    {
        OperationCanceledException or IOException when IsClientGone(context) => null,

        // Thrown while the request is read: too large, malformed, too slow. A server that breaks off says 5xx.
        BadHttpRequestException { StatusCode: >= 400 and < 500 } => OutcomeKind.Rejected,
        _ => OutcomeKind.Error,
    };

    private static bool TimedOut(HttpContext context) =>
        context.Features.Get<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };
}
