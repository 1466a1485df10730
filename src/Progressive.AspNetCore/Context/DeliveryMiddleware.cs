using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Endpoints;
using Progressive.AspNetCore.Outcomes;
using Progressive.AspNetCore.Propagation;
using Progressive.Flags;

namespace Progressive.AspNetCore.Context;

/// <summary>Makes a request a context for the flags read in it, which are all of one version, and one call of each guarded flag among them.</summary>
internal sealed class DeliveryMiddleware(
    RequestDelegate next,
    RequestContexts contexts,
    RequestOutcomes outcomes,
    RequestPropagation propagation,
    IFlags flags)
{
    public async Task InvokeAsync(HttpContext http)
    {
        var request = contexts.RequestOf(http);

        // Error pages run the pipeline again: the same request, whose call has been counted.
        if (request.IsCall)
        {
            await ContinueAsync(http, request).ConfigureAwait(false);
            return;
        }

        request.IsCall = true;

        // Reading a flag cannot wait, so whoever may have to be authenticated for it is so now; handlers keep that answer, it is asked once.
        await contexts.AuthenticateAsync(http, ContextNeeds.TargetingKey | ContextNeeds.Attributes).ConfigureAwait(false);
        var scope = request.Scope;
        using (EvaluationContext.Enter(contexts.SessionOf(http)))
        {
            propagation.Begin(http, request, scope);
            NoteRequiredFlags(http);
            try
            {
                await next(http).ConfigureAwait(false);
            }
            catch (Exception e) when (outcomes.End(scope, http, e))
            {
                throw;
            }
            finally
            {
                request.Detach();
            }

            outcomes.End(scope, http, null);
        }
    }

    private async Task ContinueAsync(HttpContext http, RequestContext request)
    {
        var attached = request.Attach(http);
        using (EvaluationContext.Enter(request.Context))
        {
            try
            {
                await next(http).ConfigureAwait(false);
            }
            finally
            {
                if (attached)
                {
                    request.Detach();
                }
            }
        }
    }

    /// <summary>Routing asked these before there was a scope to note it in.</summary>
    private void NoteRequiredFlags(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint)
        {
            foreach (var required in endpoint.Metadata.GetOrderedMetadata<IRequiredFlags>())
            {
                foreach (var flag in required.Requirement.Flags)
                {
                    flags.IsEnabled(flag);
                }
            }
        }
    }
}
