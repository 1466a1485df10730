using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

internal sealed class UpstreamKeySource : TargetingKeySource
{
    internal override string? Find(RequestContexts contexts, HttpContext http) => contexts.Upstream.Find(http, Propagation.Upstream.TargetingKey);
}
