using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
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

    public static void LetControllersAsk(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorization(o => o.AddPolicy("progressive:read", p => p.RequireClaim("scope", "rollouts")));
    }

    public static void MapAdmin(WebApplication app)
    {
        app.MapProgressiveAdmin("/progressive");
    }
}
