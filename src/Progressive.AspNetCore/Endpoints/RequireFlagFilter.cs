using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.Flags;

namespace Progressive.AspNetCore.Endpoints;

/// <summary>Answers in the place of an endpoint whose flag is off: after authorization, with a result of the application's choice.</summary>
internal sealed class RequireFlagFilter(
    string flag,
    Func<EndpointFilterInvocationContext, IResult> onDisabled,
    RequestContexts contexts,
    IFlags flags)
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        await contexts.AuthenticateAsync(http, ContextNeeds.TargetingKey | ContextNeeds.Attributes).ConfigureAwait(false);
        return flags.IsEnabled(flag, contexts.RequestOf(http).Context)
            ? await next(context).ConfigureAwait(false)
            : onDisabled(context);
    }
}
