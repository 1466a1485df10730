using Microsoft.Extensions.Options;
using Progressive.Diagnostics;

namespace Progressive.Rollouts.Webhooks;

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    /// <summary>Everything that history and flags may tell of; see <see cref="RolloutTransition.What"/>.</summary>
    internal static readonly string[] Transitions =
    [
        "previewing", "started", "raised", "lowered", "waiting", "promoted", "baked", "committed", "rolled-back", "paused", "resumed", "retried", "replanned", "crashed",
        "alerted", "warned", "would-breach", "undecided",
        RolloutNews.Closed, RolloutNews.Killed, RolloutNews.Restored,
    ];

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var problems = new List<string>();
        void Complain(string what) => problems.Add($"{ErrorCodes.InvalidWebhook}: Webhook '{name}': {what}");

        if (options.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            Complain($"the address '{options.Address}' is no absolute http or https address. Write one such as https://hooks.example.com/rollouts.");
        }

        if (!Enum.IsDefined(options.Format))
        {
            Complain($"{options.Format} is no format. Use Json or Slack.");
        }

        if (options.Retries is < 0 or > 20)
        {
            Complain($"Retries is {options.Retries}. It is at least 0 and at most 20.");
        }

        if (options.Timeout <= TimeSpan.Zero || options.Timeout > TimeSpan.FromMinutes(1))
        {
            Complain($"Timeout is {options.Timeout}. It is more than zero and at most a minute.");
        }

        if (options.Secret is { } secret && WebhookSignature.KeyOf(secret) is not { Length: > 0 })
        {
            Complain("the secret is empty, or begins with whsec_ and is no Base64 after it. Copy it whole from the receiver.");
        }

        foreach (var transition in options.Transitions.Where(t => !Transitions.Contains(t, StringComparer.OrdinalIgnoreCase)))
        {
            Complain($"'{transition}' is no transition. There are {string.Join(", ", Transitions)}.");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
