using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Progressive.Variants;

namespace Progressive.AspNetCore.Context;

/// <summary>What one request remembers of who is asking; made only when there is something to remember.</summary>
internal sealed class RequestContext : VariantChoices, IEvaluationContextSource
{
    private readonly RequestContexts _contexts;
    private HttpContext? _http;
    private volatile Findings? _findings;
    private bool _wasFilled;
    private bool _isChoosing;

    public RequestContext(RequestContexts contexts, HttpContext http)
    {
        _contexts = contexts;
        _http = http;
        Context = EvaluationContext.From(this);
        Context.Choices = contexts.HasChoices(http) ? this : null;
    }

    public EvaluationContext Context { get; }

    /// <summary>The call that this request is, and the version of the flags it reads; opened by whoever asks first, routing or the middleware.</summary>
    public CallScope Scope => CallScope.Of(Context);

    /// <summary>The key once it is found; a request keeps it, whatever its user becomes later on.</summary>
    public string? Key { get; set; }

    /// <summary>Whether authentication has been asked who the user is.</summary>
    public bool WasAuthenticated { get; set; }

    /// <summary>What authentication answered; null for nobody.</summary>
    public ClaimsPrincipal? User
    {
        get => _findings?.User;
        set => (_findings ??= new()).User = value;
    }

    /// <summary>Whether the caller is trusted with what it says about whom it calls for; null: nobody has asked yet.</summary>
    public bool? IsTrusted
    {
        get => _findings?.IsTrusted;
        set => (_findings ??= new()).IsTrusted = value;
    }

    /// <summary>Whether it was asked when the session began.</summary>
    public bool KnowsSession { get; set; }

    /// <summary>Whether this request already is a call for the flags read in it.</summary>
    public bool IsCall { get; set; }

    public string? FindTargetingKey() => _http is { } http ? _contexts.FindKey(http) : Key;

    public bool TryFindAttribute(string name, out AttributeValue value)
    {
        value = default;
        if (_http is not { } http)
        {
            return false;
        }

        var attributes = _contexts.Attributes;
        if (attributes.HasFiller && !_wasFilled)
        {
            // It may read attributes through the context, which ends up here again.
            _wasFilled = true;
            attributes.Fill(http, Context);
        }

        return attributes.TryRead(http, name, out value);
    }

    public override VariantChoice? Find(string flag) => (_findings?.Choices ?? Choose()).Find(flag);

    /// <summary>The server reuses the HTTP context: whoever still holds this context must not read somebody else's request.</summary>
    public void Detach() => _http = null;

    /// <summary>Takes the HTTP context up again.</summary>
    /// <returns>False where it was never let go.</returns>
    public bool Attach(HttpContext http)
    {
        var attached = _http is null;
        _http = http;
        return attached;
    }

    private VariantChoices Choose()
    {
        // The same lock as for the key and the attributes, which are read meanwhile.
        lock (this)
        {
            var findings = _findings ??= new();
            if (findings.Choices is { } known)
            {
                return known;
            }

            // Whoever is asked about the caller may read a flag, which ends up here again. Another thread waits: its answer is that of the whole request.
            if (_http is not { } http || _isChoosing)
            {
                return ChosenVariants.None;
            }

            _isChoosing = true;
            try
            {
                return findings.Choices = _contexts.Choices.Of(http, Context);
            }
            finally
            {
                _isChoosing = false;
            }
        }
    }
}
