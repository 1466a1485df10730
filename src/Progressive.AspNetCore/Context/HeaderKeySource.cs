using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

internal sealed class HeaderKeySource(string name) : TargetingKeySource
{
    // The first value: joining several would allocate, and a caller who sends two has no claim to either.
    internal override string? Find(RequestContexts contexts, HttpContext http)
    {
        var values = http.Request.Headers[name];
        return values.Count == 0 ? null : values[0];
    }
}
