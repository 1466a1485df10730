using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Progressive.AspNetCore.Context;

/// <summary>
/// Shows code of the application the user that authentication found during routing, for as long as it runs: setting it for good would authenticate the
/// request by a scheme that its endpoint may not accept.
/// </summary>
internal readonly struct VisibleUser : IDisposable
{
    private readonly HttpContext? _http;
    private readonly ClaimsPrincipal? _before;

    public VisibleUser(HttpContext http)
    {
        _before = http.Features.Get<IHttpAuthenticationFeature>()?.User;
        if (_before is not { Identity.IsAuthenticated: true } && http.Features.Get<RequestContext>()?.User is { } found)
        {
            _http = http;
            http.User = found;
        }
    }

    public void Dispose() => _http?.User = _before ?? new ClaimsPrincipal(new ClaimsIdentity());
}
