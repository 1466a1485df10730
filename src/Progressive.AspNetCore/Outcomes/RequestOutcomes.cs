using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Metrics;
using Progressive.Variants;

namespace Progressive.AspNetCore.Outcomes;

/// <summary>Ends calls by how their request ended.</summary>
internal sealed class RequestOutcomes(IOptions<ProgressiveHttpOptions> options, RequestContexts contexts, ILogger<RequestOutcomes> logger)
{
    private readonly Func<HttpContext, Exception?, OutcomeKind?> _outcomeOf = options.Value.OutcomeOf;

    /// <summary>Ends a call. For use as an exception filter too.</summary>
    /// <returns>Always false.</returns>
    public bool End(VariantCall call, HttpContext http, Exception? exception)
    {
        var outcome = Of(http, exception);
        if (outcome is { } kind)
        {
            call.Complete(
                kind,
                kind == OutcomeKind.Error ? HttpOutcome.ErrorTypeOf(http, exception) : null,
                kind != OutcomeKind.Ok || call.HasKeyedMetrics ? ContextOf(call, http) : null);
        }
        else
        {
            call.Abandon();
        }

        return false;
    }

    /// <summary>Ends every call of a request. For use as an exception filter too.</summary>
    /// <returns>Always false.</returns>
    public bool End(CallScope scope, HttpContext http, Exception? exception)
    {
        var outcome = Of(http, exception);
        if (outcome is { } kind)
        {
            scope.End(kind, kind == OutcomeKind.Error ? HttpOutcome.ErrorTypeOf(http, exception) : null);
        }
        else
        {
            scope.Abandon();
        }

        return false;
    }

    // The key was found when the flag was evaluated; looking for one now, where nobody did, could set a cookie.
    private EvaluationContext? ContextOf(VariantCall call, HttpContext http)
    {
        try
        {
            return call.IsSticky ? contexts.RequestOf(http).Context : null;
        }
        catch (Exception e)
        {
            HttpLog.OutcomeThrew(logger, e);
            return null;
        }
    }

    private OutcomeKind? Of(HttpContext http, Exception? exception)
    {
        try
        {
            return _outcomeOf(http, exception);
        }
        catch (Exception e)
        {
            HttpLog.OutcomeThrew(logger, e);
            return HttpOutcome.Of(http, exception);
        }
    }
}
