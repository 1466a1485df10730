using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Progressive.AspNetCore.Admin;

/// <summary>
/// Who may: whoever the application's policy of that name lets. Without such a policy nobody, but for a developer at the machine itself.
/// </summary>
internal sealed class AdminAccess(string policyName)
{
    public const string Read = "progressive:read";

    private static readonly string[] s_forwarding =
        ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via", "X-Original-For", "X-Envoy-External-Address"];

    /// <summary>Why the caller may not; null when it may.</summary>
    public async ValueTask<IResult?> RefuseAsync(HttpContext http)
    {
        var services = http.RequestServices;
        if (services.GetService<IAuthorizationPolicyProvider>() is { } policies
            && services.GetService<IPolicyEvaluator>() is { } evaluator
            && await policies.GetPolicyAsync(policyName).ConfigureAwait(false) is { } policy)
        {
            var who = await evaluator.AuthenticateAsync(policy, http).ConfigureAwait(false);
            var may = await evaluator.AuthorizeAsync(policy, who, http, http).ConfigureAwait(false);
            return may.Succeeded ? null
                : may.Challenged ? AdminProblems.NotAuthenticated(policyName)
                : AdminProblems.NotAllowed(policyName);
        }

        return IsDeveloperAtTheMachine(http) ? null : AdminProblems.NoPolicy(policyName);
    }

    // A proxy on the same machine makes every caller local; its headers give it away.
    private static bool IsDeveloperAtTheMachine(HttpContext http) =>
        http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment()
        && http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !s_forwarding.Any(http.Request.Headers.ContainsKey);
}
