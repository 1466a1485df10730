using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Progressive.AspNetCore.Diagnostics;

namespace Progressive.AspNetCore.Overrides;

/// <summary>Finds the override of a request. A token that is refused changes nothing, is counted, and once a minute and reason told.</summary>
internal sealed class RequestOverrides
{
    private static readonly TimeSpan s_silence = TimeSpan.FromMinutes(1);

    private readonly OverrideTokens _tokens;
    private readonly OneTimeTokens _used = new();
    private readonly string? _header;
    private readonly string? _cookie;
    private readonly bool _allowClosed;
    private readonly TimeProvider _time;
    private readonly HttpTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly long[] _told = new long[Enum.GetValues<OverrideRefusal>().Length];

    public RequestOverrides(IOptions<ProgressiveHttpOptions> options, OverrideTokens tokens, TimeProvider time, HttpTelemetry telemetry, ILogger<RequestOverrides> logger)
    {
        var overrides = options.Value.Overrides;
        (_tokens, _time, _telemetry, _logger) = (tokens, time, telemetry, logger);
        IsOn = overrides.IsOn;
        (_header, _cookie, _allowClosed) = (overrides.Header, overrides.Cookie, overrides.AllowClosed);
    }

    public bool IsOn { get; }

    /// <summary>Whether the request brings something that may be a token.</summary>
    public bool IsPresent(HttpRequest request) =>
        IsOn
        && ((_header is not null && request.Headers.ContainsKey(_header))
            || (_cookie is not null && request.Headers.Cookie.Count > 0 && request.Cookies.ContainsKey(_cookie)));

    /// <summary>The verified token of a request, used up where it is good for one only.</summary>
    public OverrideToken? Find(HttpContext http, Func<string?> findTargetingKey)
    {
        if (!IsPresent(http.Request))
        {
            return null;
        }

        var result = Verify(http.Request, findTargetingKey);
        if (result.Token is { IsOneTime: true } token && !_used.TryUse(token, _time.GetUtcNow()))
        {
            result = new(OverrideRefusal.Used);
        }

        _telemetry.Override(result.Refusal);
        if (!result.IsAccepted)
        {
            Tell(result.Refusal);
        }

        return result.Token;
    }

    /// <summary>What the token chooses.</summary>
    public IEnumerable<KeyValuePair<string, VariantChoice>> ChoicesOf(OverrideToken token)
    {
        var cause = token.IssuedBy is { } by ? $"override by {by}" : "override";
        return token.Variants.Select(pair => KeyValuePair.Create(pair.Key, new VariantChoice(pair.Value, cause, _allowClosed && token.AsksForClosed)));
    }

    private OverrideResult Verify(HttpRequest request, Func<string?> findTargetingKey)
    {
        if (_header is not null && request.Headers.TryGetValue(_header, out var values))
        {
            // Of two tokens nobody can say which was meant.
            return values is [{ } token] ? _tokens.Verify(token, findTargetingKey) : new(OverrideRefusal.Malformed);
        }

        return request.Cookies[_cookie!] is { } cookie ? _tokens.Verify(cookie, findTargetingKey) : new(OverrideRefusal.Malformed);
    }

    // Anybody can send rubbish: what it may cost is a hash and a counter, not a line of the log each time. Never the token itself, it is a secret.
    private void Tell(OverrideRefusal refusal)
    {
        var now = _time.GetTimestamp();
        var told = Volatile.Read(ref _told[(int)refusal]);
        if ((told == 0 || _time.GetElapsedTime(told, now) >= s_silence) && Interlocked.CompareExchange(ref _told[(int)refusal], Math.Max(now, 1), told) == told)
        {
            HttpLog.OverrideRefused(_logger, refusal);
        }
    }
}
