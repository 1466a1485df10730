using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

internal sealed class DelegateKeySource(Func<HttpContext, string?> find) : TargetingKeySource
{
    internal override string? Find(RequestContexts contexts, HttpContext http) => find(http);
}
