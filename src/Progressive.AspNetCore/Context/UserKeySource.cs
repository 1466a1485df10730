using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

internal sealed class UserKeySource(string? claim) : TargetingKeySource
{
    internal override bool ReadsUser => true;

    internal override string? Find(RequestContexts contexts, HttpContext http) => RequestContexts.UserOf(http) is { } user ? FindIn(user) : null;

    internal override string? FindIn(ClaimsPrincipal user) => claim is not null
        ? user.FindFirst(claim)?.Value
        : user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identity?.Name;
}
