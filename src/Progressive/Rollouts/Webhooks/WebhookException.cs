namespace Progressive.Rollouts.Webhooks;

/// <summary>A message did not get through; never leaves the line.</summary>
internal sealed class WebhookException(string message, bool isTransient, TimeSpan? retryAfter, Exception? inner = null) : Exception(message, inner)
{
    public bool IsTransient { get; } = isTransient;

    /// <summary>When the receiver wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
