using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Progressive.AspNetCore.Context;

/// <summary>
/// Browsers send preflights without cookies and credentials: nobody in particular is asking, so no key is made up and no variant is tried.
/// </summary>
internal static class CorsPreflight
{
    public static bool Is(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.ContainsKey(HeaderNames.Origin)
        && request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod);
}
