namespace Progressive.Rollouts.Webhooks;

/// <summary>Whom to tell of transitions, and how.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where to: an absolute http or https address.</summary>
    public Uri? Address { get; set; }

    /// <summary>What is sent. Default: <see cref="WebhookFormat.Json"/>.</summary>
    public WebhookFormat Format { get; set; }

    /// <summary>
    /// Signs each message as standardwebhooks.com describes (<c>webhook-signature: v1,…</c>, HMAC-SHA256 over id, timestamp and body). The key itself, or
    /// <c>whsec_</c> and the key in Base64. Default: none, messages are not signed.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>
    /// What to tell of, by the words of the history: <c>started raised waiting promoted baked rolled-back paused resumed retried replanned crashed</c>, and
    /// <c>closed killed restored</c>. Default: empty, which is everything.
    /// </summary>
    public IList<string> Transitions { get; } = [];

    /// <summary>Headers sent along, such as an <c>Authorization</c>.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often a message is tried again when the receiver cannot be reached, or answers 408, 429 or 5xx. 0 to 20; default 8, which is about ten minutes.</summary>
    public int Retries { get; set; } = 8;

    /// <summary>How long one attempt may take. More than zero, at most a minute; default 10 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
