using Microsoft.AspNetCore.Http;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Outcomes;
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

    /// <summary>
    /// How a request ended, given its exception if it threw one; null: it does not count. Default: <see cref="HttpOutcome.Of"/>.
    /// </summary>
    /// <remarks>Runs on the request's path and must not wait. If it throws, the default decides.</remarks>
    public Func<HttpContext, Exception?, OutcomeKind?> OutcomeOf { get; set; } = HttpOutcome.Of;

    /// <summary>Flags without whose stable variant this process is useless: <c>/readyz</c> answers 503 when one of them cannot serve it. Default: none.</summary>
    public IReadOnlyList<string> RequiredFlags { get; set; } = [];
}
