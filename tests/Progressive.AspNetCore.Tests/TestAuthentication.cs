using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Progressive.AspNetCore.Tests;

/// <summary>Believes "Authorization: Test name[;claim=value]*", after having waited.</summary>
internal sealed class TestAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public static AuthenticationBuilder Add(IServiceCollection services, string? defaultScheme = "Test", string scheme = "Test") =>
        (defaultScheme is null ? services.AddAuthentication(o => o.DefaultScheme = null) : services.AddAuthentication(defaultScheme))
            .AddScheme<AuthenticationSchemeOptions, TestAuthentication>(scheme, _ => { });

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        await Task.Yield();
        if (Request.Headers.Authorization.ToString() is not { Length: > 5 } header || !header.StartsWith("Test ", StringComparison.Ordinal))
        {
            return AuthenticateResult.NoResult();
        }

        var parts = header[5..].Split(';');
        var claims = parts.Skip(1).Select(part => part.Split('=')).Select(pair => new Claim(pair[0], pair[1])).Append(new Claim(ClaimTypes.NameIdentifier, parts[0]));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, "Test")), Scheme.Name));
    }
}
