using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Flags;
using Progressive.Variants;

namespace Progressive.AspNetCore.Context;

/// <summary>Finds out who is asking, no more of it than a flag needs, and decides.</summary>
internal sealed class RequestContexts
{
    private readonly TargetingKeySource[] _sources;
    private readonly string? _scheme;
    private readonly Action<HttpContext, EvaluationContext>? _attributes;
    private readonly ILogger _logger;

    public RequestContexts(IOptions<ProgressiveHttpOptions> options, IServiceProvider services, IHostEnvironment environment, ILogger<RequestContexts> logger)
    {
        _sources = [.. options.Value.Keys];
        _scheme = options.Value.AuthenticationScheme;
        _attributes = options.Value.Attributes;
        _logger = logger;
        IsDevelopment = environment.IsDevelopment();
        MayAuthenticate = (_sources.Any(source => source.ReadsUser) || _attributes is not null) && HasScheme(services);
    }

    public bool IsDevelopment { get; }

    /// <summary>Whether deciding may have to wait for authentication. Settled at start: it picks the way endpoints are selected.</summary>
    public bool MayAuthenticate { get; }

    /// <summary>Whether requests may have attributes.</summary>
    public bool HasAttributes => _attributes is not null;

    /// <summary>The user as far as known, without making one up.</summary>
    public static ClaimsPrincipal? UserOf(HttpContext http) =>
        http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user
            ? user
            : http.Features.Get<RequestContext>()?.User;

    public RequestContext RequestOf(HttpContext http)
    {
        var request = http.Features.Get<RequestContext>();
        if (request is null)
        {
            request = new RequestContext(this, http);
            http.Features.Set(request);
        }

        return request;
    }

    /// <summary>Decides by what is known without waiting.</summary>
    public Evaluation Evaluate(HttpContext http, VariantRoute route)
    {
        var needs = route.Needs;
        return needs == ContextNeeds.None ? route.Evaluate(targetingKey: null)
            : UsesContext(needs) ? route.Evaluate(RequestOf(http).Context)
            : route.Evaluate(FindKey(http));
    }

    public async ValueTask<Evaluation> EvaluateAsync(HttpContext http, VariantRoute route)
    {
        await AuthenticateAsync(http, route.Needs).ConfigureAwait(false);
        return Evaluate(http, route);
    }

    /// <summary>Asks authentication who the user is, where that is needed and nobody has.</summary>
    public ValueTask AuthenticateAsync(HttpContext http, ContextNeeds needs) =>
        MayAuthenticate && NeedsUser(http, needs) ? FindUserAsync(http) : ValueTask.CompletedTask;

    public string? FindKey(HttpContext http)
    {
        // Only where authentication may differ between routing and handling does a key have to be remembered to stay the same.
        var remembered = MayAuthenticate ? http.Features.Get<RequestContext>() : null;
        if (remembered?.Key is { } known)
        {
            return known;
        }

        foreach (var source in _sources)
        {
            try
            {
                if (source.Find(this, http) is { Length: > 0 } key)
                {
                    remembered?.Key = key;
                    return key;
                }
            }
            catch (Exception e)
            {
                HttpLog.KeySourceThrew(_logger, source.GetType().Name, e);
            }
        }

        return null;
    }

    public void AddAttributes(HttpContext http, EvaluationContext context)
    {
        if (_attributes is null)
        {
            return;
        }

        // The user that authentication found during routing is shown to the callback only: setting it for good would authenticate the request
        // by a scheme that its endpoint may not accept.
        var feature = http.Features.Get<IHttpAuthenticationFeature>();
        var before = feature?.User;
        var found = before is { Identity.IsAuthenticated: true } ? null : http.Features.Get<RequestContext>()?.User;
        try
        {
            if (found is not null)
            {
                http.User = found;
            }

            _attributes(http, context);
        }
        catch (Exception e)
        {
            HttpLog.AttributesThrew(_logger, e);
        }
        finally
        {
            if (found is not null)
            {
                http.User = before ?? new ClaimsPrincipal(new ClaimsIdentity());
            }
        }
    }

    private static bool HasAnyDefault(IAuthenticationSchemeProvider schemes)
    {
        var scheme = schemes.GetDefaultAuthenticateSchemeAsync();
        return !scheme.IsCompletedSuccessfully || scheme.Result is not null;
    }

    private bool HasScheme(IServiceProvider services) =>
        services.GetService<IAuthenticationSchemeProvider>() is { } schemes && (_scheme is not null || HasAnyDefault(schemes));

    private bool UsesContext(ContextNeeds needs) => _attributes is not null && (needs & ContextNeeds.Attributes) != 0;

    private bool NeedsUser(HttpContext http, ContextNeeds needs)
    {
        if (needs == ContextNeeds.None
            || http.Features.Get<RequestContext>() is { WasAuthenticated: true }
            || http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true })
        {
            return false;
        }

        return UsesContext(needs) || ((needs & ContextNeeds.TargetingKey) != 0 && ReachesUser(http));
    }

    private bool ReachesUser(HttpContext http)
    {
        foreach (var source in _sources)
        {
            if (source.ReadsUser)
            {
                return true;
            }

            try
            {
                if (source.Has(this, http))
                {
                    return false;
                }
            }
            catch (Exception e)
            {
                HttpLog.KeySourceThrew(_logger, source.GetType().Name, e);
            }
        }

        return false;
    }

    private async ValueTask FindUserAsync(HttpContext http)
    {
        var request = RequestOf(http);
        request.WasAuthenticated = true;
        try
        {
            var result = await http.AuthenticateAsync(_scheme).ConfigureAwait(false);
            request.User = result.Succeeded ? result.Principal : null;
        }
        catch (Exception e) when (e is not OperationCanceledException || !http.RequestAborted.IsCancellationRequested)
        {
            HttpLog.AuthenticationThrew(_logger, e);
        }
    }
}
