using Microsoft.Extensions.Logging;

namespace Progressive.Rollouts.Webhooks;

/// <summary>What webhooks log; the event ids are stable.</summary>
internal sealed partial class WebhookLog(ILogger<WebhookLog> logger)
{
    [LoggerMessage(3030, LogLevel.Warning, "Webhook {Webhook} cannot be delivered: {Problem}. It is tried again.")]
    public partial void Failed(string webhook, string problem);

    [LoggerMessage(3031, LogLevel.Error, "Webhook {Webhook}: '{What}' of {Flag} is not delivered: {Problem}.")]
    public partial void Dropped(string webhook, string what, string flag, string problem);

    [LoggerMessage(3032, LogLevel.Warning, "Webhook {Webhook}: {Count} messages were not delivered before the process stopped.")]
    public partial void Left(string webhook, int count);
}
