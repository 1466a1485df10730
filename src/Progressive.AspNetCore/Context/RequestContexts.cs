using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Diagnostics;
using Progressive.AspNetCore.Propagation;
using Progressive.Flags;
using Progressive.Variants;

namespace Progressive.AspNetCore.Context;

/// <summary>Finds out who is asking, no more of it than a flag needs, and decides.</summary>
internal sealed class RequestContexts
{
    private readonly TargetingKeySource[] _sources;
    private readonly string? _scheme;
    private readonly RequestAttributes _attributes;
    private readonly Func<HttpContext, DateTimeOffset?>? _sessionStart;
    private readonly ILogger _logger;

    public RequestContexts(
        IOptions<ProgressiveHttpOptions> options,
        RequestChoices choices,
        Upstream upstream,
        IServiceProvider services,
        IHostEnvironment environment,
        ILogger<RequestContexts> logger)
    {
        Choices = choices;
        Upstream = upstream;
        _sources = [.. options.Value.Keys];
        _scheme = options.Value.AuthenticationScheme;
        _sessionStart = options.Value.SessionStart;
        _attributes = new RequestAttributes(options.Value.Attributes, logger);
        _logger = logger;
        IsDevelopment = environment.IsDevelopment();
        MayAuthenticate = (_sources.Any(source => source.ReadsUser) || _attributes.ReadUser || upstream.IsOn) && HasScheme(services);
    }

    public bool IsDevelopment { get; }

    public RequestAttributes Attributes => _attributes;

    public RequestChoices Choices { get; }

    public Upstream Upstream { get; }

    /// <summary>Whether deciding may have to wait for authentication. Settled at start: it picks the way endpoints are selected.</summary>
    public bool MayAuthenticate { get; }

    /// <summary>
    /// Whether requests are scopes, which read one version of the flags. Then routing reads what the handler will read; it makes for that what the
    /// middleware would make, so that nobody pays who has no such middleware.
    /// </summary>
    public bool HasScopes { get; set; }

    /// <summary>Whether requests may have attributes.</summary>
    public bool HasAttributes => !_attributes.IsEmpty;

    /// <summary>The user as far as known, without making one up.</summary>
    public static ClaimsPrincipal? UserOf(HttpContext http) =>
        http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user
            ? user
            : http.Features.Get<RequestContext>()?.User;

    /// <summary>Whether variants may have been chosen for this request; of a preflight, never: it names nobody.</summary>
    public bool HasChoices(HttpContext http) => Choices.ArePresent(http.Request) && !CorsPreflight.Is(http.Request);

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

    /// <summary>The request's context, which knows when the session began.</summary>
    public EvaluationContext SessionOf(HttpContext http)
    {
        var request = RequestOf(http);
        if (_sessionStart is not null && !request.KnowsSession)
        {
            request.KnowsSession = true;
            request.Context.Since = StartOf(http);
        }

        return request.Context;
    }

    /// <summary>Decides by what is known without waiting.</summary>
    public Evaluation Evaluate(HttpContext http, VariantRoute route)
    {
        var scoped = HasScopes ? ScopedOf(http) : null;
        if (HasChoices(http) || _sessionStart is not null)
        {
            return route.Evaluate(SessionOf(http));
        }

        var needs = route.NeedsFor(scoped);
        return needs == ContextNeeds.None ? route.Evaluate(targetingKey: null, scoped)
            : UsesContext(needs) ? route.Evaluate(RequestOf(http).Context)
            : route.Evaluate(FindKey(http), scoped);
    }

    public async ValueTask<Evaluation> EvaluateAsync(HttpContext http, VariantRoute route)
    {
        await AuthenticateAsync(http, route.NeedsFor(HasScopes ? ScopedOf(http) : null)).ConfigureAwait(false);
        return Evaluate(http, route);
    }

    /// <summary>Records that the caller got a variant, by as much of the caller as is known or needed for it.</summary>
    public void Expose(HttpContext http, VariantRoute route, string variant)
    {
        if (HasScopes || UsesContext(route.Needs) || http.Features.Get<RequestContext>() is not null)
        {
            route.Expose(variant, RequestOf(http).Context);
        }
        else
        {
            route.Expose(variant, FindKey(http));
        }
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

    /// <summary>The key of a user, where there is no request to look at.</summary>
    public string? KeyOf(ClaimsPrincipal user)
    {
        foreach (var source in _sources)
        {
            if (source.FindIn(user) is { Length: > 0 } key)
            {
                return key;
            }
        }

        return null;
    }

    private DateTimeOffset? StartOf(HttpContext http)
    {
        using var user = new VisibleUser(http);
        try
        {
            return _sessionStart!(http);
        }
        catch (Exception e)
        {
            HttpLog.SessionStartThrew(_logger, e);
            return null;
        }
    }

    private EvaluationContext ScopedOf(HttpContext http)
    {
        var request = RequestOf(http);
        _ = request.Scope;
        return request.Context;
    }

    private static bool HasAnyDefault(IAuthenticationSchemeProvider schemes)
    {
        var scheme = schemes.GetDefaultAuthenticateSchemeAsync();
        return !scheme.IsCompletedSuccessfully || scheme.Result is not null;
    }

    private bool HasScheme(IServiceProvider services) =>
        services.GetService<IAuthenticationSchemeProvider>() is { } schemes && (_scheme is not null || HasAnyDefault(schemes));

    private bool UsesContext(ContextNeeds needs) => !_attributes.IsEmpty && (needs & ContextNeeds.Attributes) != 0;

    private bool NeedsUser(HttpContext http, ContextNeeds needs)
    {
        var hasChoices = HasChoices(http);
        if ((needs == ContextNeeds.None && !hasChoices)
            || http.Features.Get<RequestContext>() is { WasAuthenticated: true }
            || http.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true })
        {
            return false;
        }

        // A token may be bound to a user, and whom to trust may be a question of who is calling.
        return hasChoices
            || ((needs & ContextNeeds.Attributes) != 0 && _attributes.ReadUser)
            || ((needs & ContextNeeds.TargetingKey) != 0 && ReachesUser(http));
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
