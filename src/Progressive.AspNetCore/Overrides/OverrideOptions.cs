namespace Progressive.AspNetCore.Overrides;

/// <summary>
/// Signed overrides: a header or cookie by which testers see a variant of their own, a candidate for example, whatever rules and rollouts say.
/// Off until <see cref="Keys"/> has one.
/// </summary>
public sealed class OverrideOptions
{
    /// <summary>
    /// The secrets that sign, HMAC-SHA256, at least 32 random bytes each. The first one signs, each of them verifies: rotate by putting the new one in front, and
    /// remove the old one after <see cref="MaxLifetime"/>. Default: none, and overrides are off.
    /// </summary>
    public IReadOnlyList<byte[]> Keys { get; set; } = [];

    /// <summary>
    /// Whom tokens are for; a token for somebody else is refused. Null (default): the host's application and environment, <c>shop/Production</c>, so that a token made
    /// for a test environment opens nothing in production even where both share a key.
    /// </summary>
    public string? Audience { get; set; }

    /// <summary>How long a token may live, from its issue to its expiry; one that claims more is refused. Default: 24 hours.</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The header that carries a token; null for none. Default: <c>Progressive-Override</c>. It wins over the cookie.</summary>
    public string? Header { get; set; } = "Progressive-Override";

    /// <summary>The cookie that carries a token; null for none. Default: <c>progressive-override</c>.</summary>
    public string? Cookie { get; set; } = "progressive-override";

    /// <summary>
    /// Whether tokens that ask for it reach variants that guards or an operator closed, a rolled-back candidate for example. Default: no, such a choice is answered
    /// as for everybody else.
    /// </summary>
    public bool AllowClosed { get; set; }

    /// <summary>Whether overrides are on.</summary>
    internal bool IsOn => Keys is { Count: > 0 };
}
