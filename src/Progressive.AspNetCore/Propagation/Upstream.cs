using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Diagnostics;
using Progressive.Variants;

namespace Progressive.AspNetCore.Propagation;

/// <summary>
/// What a caller says about who is asking, believed if the application trusts him. Of anybody else it is neither read nor passed on: the platform hands
/// incoming baggage to outgoing requests, and services behind this one trust this one.
/// </summary>
internal sealed class Upstream(IOptions<ProgressiveHttpOptions> options, ILogger<Upstream> logger)
{
    /// <summary>The key of the targeting key's entry.</summary>
    public const string TargetingKey = "progressive.key";

    private static readonly string[] s_ours = [VariantBaggage.Key, TargetingKey];

    private readonly Func<HttpContext, bool>? _trust = options.Value.TrustUpstream;

    /// <summary>Whether anybody is trusted.</summary>
    public bool IsOn => _trust is not null;

    /// <summary>Whether the request brings variants, from somebody who may be trusted.</summary>
    public bool IsPresent(HttpRequest request) =>
        _trust is not null && request.Headers.Baggage is { Count: > 0 } baggage && BaggageHeader.Has(baggage, VariantBaggage.Key);

    /// <summary>An entry of the baggage, of a trusted caller.</summary>
    public string? Find(HttpContext http, string key) =>
        http.Request.Headers.Baggage is { Count: > 0 } baggage && BaggageHeader.Has(baggage, key) && IsTrusted(http) ? BaggageHeader.Find(baggage, key) : null;

    /// <summary>Takes what an untrusted caller wrote under our keys out of the baggage that goes on.</summary>
    /// <remarks>It is looked for where the platform put it, and not in a header: that may be another one, <c>Correlation-Context</c> for example, and have a key twice.</remarks>
    public void Strip(HttpContext http, Activity? activity)
    {
        foreach (var key in s_ours)
        {
            if ((activity?.GetBaggageItem(key) ?? Baggage.GetBaggage(key)) is null)
            {
                continue;
            }

            if (IsTrusted(http))
            {
                return;
            }

            // One at a time is what the platform removes. Those of a parent are not this activity's, so that looking until there are none might never end.
            for (var left = activity?.Baggage.Count(entry => entry.Key == key) ?? 0; left > 0; left--)
            {
                activity!.SetBaggage(key, null);
            }

            Baggage.RemoveBaggage(key);
        }
    }

    private bool IsTrusted(HttpContext http)
    {
        if (_trust is null)
        {
            return false;
        }

        var request = http.Features.Get<RequestContext>();
        if (request?.IsTrusted is { } known)
        {
            return known;
        }

        var isTrusted = Ask(http);
        request?.IsTrusted = isTrusted;
        return isTrusted;
    }

    private bool Ask(HttpContext http)
    {
        using var user = new VisibleUser(http);
        try
        {
            return _trust!(http);
        }
        catch (Exception e)
        {
            HttpLog.TrustThrew(logger, e);
            return false;
        }
    }
}
