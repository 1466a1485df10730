using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>What OpenFeature clients may ask, and say about themselves. Set with <c>MapOfrep(options => …)</c>; read once, when the endpoints are mapped.</summary>
public sealed class OfrepOptions
{
    /// <summary>
    /// The attributes that a client may set in the context it sends, written as it sends them; every other one is ignored. Where the request has an attribute of that name itself
    /// (<c>AddHttp</c>), that one counts. Default: none.
    /// </summary>
    /// <remarks>What a client says about itself it chooses itself: rules on these attributes invite, they do not protect.</remarks>
    public IReadOnlyList<string> Attributes { get; set; } = [];

    /// <summary>
    /// Whether a caller speaks for others, so that the <c>targetingKey</c> it sends is the key. Null (default): no caller does, and the key comes from where the
    /// application's own flags find it (<see cref="ProgressiveHttpOptions.Keys"/>), so that both give the same answer. Let servers, never browsers. Of a caller
    /// that speaks for others the request has no attributes: it is about the caller.
    /// </summary>
    /// <remarks>Asked once per request that sends a key. It must not wait. If it throws, the caller's key is not used.</remarks>
    public Func<HttpContext, bool>? TrustTargetingKey { get; set; }

    /// <summary>
    /// Keys of which a caller has to present one, as <c>X-API-Key</c> or <c>Authorization: Bearer</c>; without one the answer is 401. Default: none are needed.
    /// For anything beyond that, use <c>RequireAuthorization()</c> on what <c>MapOfrep()</c> returns.
    /// </summary>
    public IReadOnlyList<string> ApiKeys { get; set; } = [];

    /// <summary>The largest body that is read, in bytes; a larger one is answered by 413. Between 1 and 1,048,576. Default: 65,536.</summary>
    public int MaxBodySize { get; set; } = 65_536;
}
