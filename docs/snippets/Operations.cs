using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Rollouts.Webhooks;

namespace Snippets;

internal static class Operations
{
    public static void TellPeople(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddWebhook("ops", w => w.Address = new Uri("https://hooks.example.com/rollouts"))
            .AddWebhook("slack", w =>
            {
                w.Address = new Uri(builder.Configuration["Slack:Webhook"]!);
                w.Format = WebhookFormat.Slack;
                w.Transitions.Add("rolled-back");
                w.Transitions.Add("promoted");
            });
    }

    public static IEnumerable<string> Stale(DefinitionCatalog catalog) =>
        from flag in catalog.Statuses
        from finding in flag.Findings
        select $"{flag.Owner ?? "nobody"}: {finding}";

    public static void SetHygiene(WebApplicationBuilder builder)
    {
        builder.Services.Configure<HygieneOptions>(options => options.SameAnswerFor = TimeSpan.FromDays(60));
    }

    public static void LetControllersAsk(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorization(o => o.AddPolicy("progressive:read", p => p.RequireClaim("scope", "rollouts")));
    }

    public static void MapAdmin(WebApplication app)
    {
        app.MapProgressiveAdmin("/progressive");
    }
}
