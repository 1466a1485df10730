using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Outcomes;
using Progressive.AspNetCore.Overrides;
using Progressive.Metrics;

namespace Progressive.AspNetCore;

/// <summary>How requests become calls: who is asking, and how it went. Set with <c>AddHttp(options => …)</c>.</summary>
public sealed class ProgressiveHttpOptions
{
    /// <summary>
    /// Where the targeting key comes from; the first source that has one wins. Default: the user, then the anonymous cookie.
    /// </summary>
    public IReadOnlyList<TargetingKeySource> Keys { get; set; } = [TargetingKeySource.User(), TargetingKeySource.AnonymousCookie()];

    /// <summary>
    /// The scheme that tells who the user is where no middleware has done so yet. Null (default): the default authentication scheme, if there is one.
    /// </summary>
    public string? AuthenticationScheme { get; set; }

    /// <summary>
    /// The attributes that rules see, each read when a rule asks for it and at most once per request:
    /// <c>http.Attributes.Claim("tenant").Header("country", "X-Country")</c>. Default: requests have none.
    /// </summary>
    public HttpAttributes Attributes { get; } = new();

    /// <summary>Signed overrides by header or cookie, for testers. Off until they have a key.</summary>
    public OverrideOptions Overrides { get; } = new();

    /// <summary>
    /// Whether a caller is trusted with what it says in W3C baggage: which variants somebody has (<c>progressive.variants</c>), which are then kept here, and for whom
    /// it works (<c>progressive.key</c>). Asked at most once per request and only when there is such baggage, with the user found in <see cref="HttpContext.User"/>. Null
    /// (default): nobody is. It must not wait; if it throws, the caller is not trusted.
    /// </summary>
    /// <remarks>
    /// The platform hands incoming baggage on to outgoing requests. <c>UseProgressiveDelivery()</c> takes out what a caller who is not trusted wrote under these keys: an
    /// edge without it would pass a stranger's word on to services that trust the edge.
    /// </remarks>
    public Func<HttpContext, bool>? TrustUpstream { get; set; }

    /// <summary>
    /// Whether variants that are served in a request travel in the baggage of its calls to others, so that a service which trusts this one keeps them. Needs
    /// <c>UseProgressiveDelivery()</c>; at most 32 flags and 2,048 characters. Default: no. Everybody who is called learns them, strangers included.
    /// </summary>
    public bool PropagateVariants { get; set; }

    /// <summary>
    /// Whether the targeting key travels likewise, for <see cref="TargetingKeySource.Upstream"/>. Default: no. It is personal data more often than not, and it is found,
    /// a cookie made up for it included, in every request then.
    /// </summary>
    public bool PropagateTargetingKey { get; set; }

    /// <summary>
    /// When the caller's session began, by a cookie or a claim for example: rollouts then serve the request as at that moment, so that nobody changes sides between two
    /// pages (<see cref="EvaluationContext.Since"/>). Asked once per request in which a flag is read, with what is known of the user by then. Null, or null from it (default): now.
    /// </summary>
    /// <remarks>It must not wait. If it throws, the request is served as of now. A moment of the caller's own choice keeps it out of what was raised since, and lets it into nothing.</remarks>
    public Func<HttpContext, DateTimeOffset?>? SessionStart { get; set; }

    /// <summary>
    /// How a request ended, given its exception if it threw one; null: it does not count. Default: <see cref="HttpOutcome.Of"/>.
    /// </summary>
    /// <remarks>Runs on the request's path and must not wait. If it throws, the default decides.</remarks>
    public Func<HttpContext, Exception?, OutcomeKind?> OutcomeOf { get; set; } = HttpOutcome.Of;

    /// <summary>Flags without whose stable variant this process is useless: <c>/readyz</c> answers 503 when one of them cannot serve it. Default: none.</summary>
    public IReadOnlyList<string> RequiredFlags { get; set; } = [];
}
