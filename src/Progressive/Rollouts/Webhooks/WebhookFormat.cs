namespace Progressive.Rollouts.Webhooks;

/// <summary>What a webhook is sent.</summary>
public enum WebhookFormat
{
    /// <summary>An object with everything there is to know; docs/guides/webhooks.md lists its members.</summary>
    Json = 0,

    /// <summary>An object with a <c>text</c>, as Slack, Mattermost and others take it.</summary>
    Slack = 1,
}
