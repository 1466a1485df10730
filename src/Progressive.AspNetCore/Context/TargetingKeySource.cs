using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Context;

/// <summary>One place where a request's targeting key may be found.</summary>
/// <remarks>Immutable; safe for use by many threads.</remarks>
public abstract class TargetingKeySource
{
    private protected TargetingKeySource()
    {
    }

    /// <summary>Whether the user has to be known before this source can be asked.</summary>
    internal virtual bool ReadsUser => false;

    /// <summary>The authenticated user: the claim <c>nameidentifier</c>, else <c>sub</c>, else the identity's name.</summary>
    /// <returns>The source.</returns>
    public static TargetingKeySource User() => new UserKeySource(claim: null);

    /// <summary>A claim of the authenticated user, a tenant for example.</summary>
    /// <param name="type">The claim's type.</param>
    /// <returns>The source.</returns>
    public static TargetingKeySource Claim(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return new UserKeySource(type);
    }

    /// <summary>
    /// A request header. Callers choose its value and so their variant: use it behind a gateway that sets it, and not where the candidate is confidential.
    /// </summary>
    /// <param name="name">The header's name.</param>
    /// <returns>The source.</returns>
    public static TargetingKeySource Header(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new HeaderKeySource(name);
    }

    /// <summary>
    /// A cookie with 128 random bits, set when a key is needed and the request brings none: HttpOnly, SameSite=Lax, Path=/, and Secure except over
    /// plain HTTP from loopback in the Development environment. It always has an answer, so sources after it are never asked.
    /// </summary>
    /// <param name="name">The cookie's name.</param>
    /// <param name="lifetime">How long browsers keep it; default 365 days.</param>
    /// <param name="isEssential">Whether it is set without consent where a cookie policy asks for consent; default false.</param>
    /// <returns>The source.</returns>
    public static TargetingKeySource AnonymousCookie(string name = "progressive-id", TimeSpan? lifetime = null, bool isEssential = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var kept = lifetime ?? TimeSpan.FromDays(365);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(kept, TimeSpan.Zero, nameof(lifetime));
        return new AnonymousCookieSource(name, kept, isEssential);
    }

    /// <summary>
    /// The key that a caller worked for, where <see cref="ProgressiveHttpOptions.TrustUpstream"/> trusts him: the entry <c>progressive.key</c> of W3C baggage, which a service
    /// with <see cref="ProgressiveHttpOptions.PropagateTargetingKey"/> sends. Put it first.
    /// </summary>
    /// <returns>The source.</returns>
    public static TargetingKeySource Upstream() => new UpstreamKeySource();

    /// <summary>Anything else in the request.</summary>
    /// <param name="find">Finds the key without waiting; null or empty where there is none. An exception counts as none.</param>
    /// <returns>The source.</returns>
    public static TargetingKeySource From(Func<HttpContext, string?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        return new DelegateKeySource(find);
    }

    /// <summary>Whether this source has a key, without making one up.</summary>
    internal virtual bool Has(RequestContexts contexts, HttpContext http) => !string.IsNullOrEmpty(Find(contexts, http));

    /// <summary>The key by the user alone, where there is no request.</summary>
    internal virtual string? FindIn(ClaimsPrincipal user) => null;

    internal abstract string? Find(RequestContexts contexts, HttpContext http);
}
