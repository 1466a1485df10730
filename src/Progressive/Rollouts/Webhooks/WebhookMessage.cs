using System.Text.Json;
using System.Text.Json.Serialization;

namespace Progressive.Rollouts.Webhooks;

/// <summary>What is sent, in either format.</summary>
internal static class WebhookMessage
{
    public static byte[] Of(WebhookFormat format, string id, RolloutNews news, string? application, string? environment) => format == WebhookFormat.Slack
        ? JsonSerializer.SerializeToUtf8Bytes(new SlackMessage(Text(news, application, environment)), WebhookJson.Default.SlackMessage)
        : JsonSerializer.SerializeToUtf8Bytes(
            new JsonMessage(
                id,
                $"rollout.{news.What}",
                news.At,
                application,
                environment,
                news.Flag,
                news.Revision,
                news.What,
                news.Transition?.Phase,
                news.Transition is { Reason: not RolloutReason.None } because ? because.Reason : null,
                news.Transition?.Step,
                news.Transition?.From.ToString(),
                news.Transition?.To.ToString(),
                news.Transition?.Segment,
                news.By,
                news.Explanation),
            WebhookJson.Default.JsonMessage);

    private static string Text(RolloutNews news, string? application, string? environment)
    {
        var where = (application, environment) switch
        {
            (null, null) => "",
            ({ } app, null) => $" of {app}",
            (null, { } env) => $" in {env}",
            ({ } app, { } env) => $" of {app} in {env}",
        };
        var revision = news.Revision is null ? "" : $" (revision {news.Revision})";
        var moved = news.Transition is { } t && t.From != t.To ? $", {t.From} → {t.To}{(t.Segment is null ? "" : $" of {Escape(t.Segment)}")}" : "";
        var why = news.Explanation.Length == 0 ? "" : $". {Escape(news.Explanation)}";
        return $"{Mark(news)} *{Escape(news.Flag)}*{Escape(revision)}{Escape(where)}: {Words(news.What)}{moved}, by {Escape(news.By)}{why}";
    }

    private static string Words(string what) => what.Replace('-', ' ');

    private static string Mark(RolloutNews news) => news.What switch
    {
        "rolled-back" or "crashed" or RolloutNews.Killed or RolloutNews.Closed => ":red_circle:",
        "promoted" or "baked" or "committed" => ":white_check_mark:",
        "waiting" or "paused" or "alerted" or "warned" or "undecided" => ":large_yellow_circle:",
        _ => ":large_blue_circle:",
    };

    // The three characters that mean something in Slack's text, by its page on formatting text.
    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}

/// <summary>The generic form.</summary>
internal sealed record JsonMessage(
    string Id,
    string Type,
    DateTimeOffset At,
    string? Application,
    string? Environment,
    string Flag,
    string? Revision,
    string What,
    RolloutPhase? Phase,
    RolloutReason? Reason,
    int? Step,
    string? From,
    string? To,
    string? Segment,
    string By,
    string Explanation);

/// <summary>Slack's form.</summary>
internal sealed record SlackMessage(string Text);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonMessage))]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
