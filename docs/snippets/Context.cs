using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using Progressive;
using Progressive.AspNetCore.Components;
using Progressive.AspNetCore.Overrides;
using Progressive.Variants;

namespace Snippets;

internal static class Context
{
    public static void Attributes(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp(http => http.Attributes
            .Claim("tenant")
            .Claim("roles", ClaimTypes.Role)
            .Header("country", "X-Country")
            .RemoteIp()
            .From("app", request => request.Request.Headers.UserAgent.ToString()));
    }

    public static void SetInCode(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp(http => http.Attributes.Set((request, context) => context["beta"] = request.Request.Path.StartsWithSegments("/beta")));
    }

    public static async Task InnerAsync(Message message, Func<Message, Task> handle)
    {
        using (EvaluationContext.Enter(new(message.TenantId, inherit: EvaluationContext.Current) { ["attempt"] = message.Attempt }))
        {
            await handle(message);
        }
    }

    public static void Sender(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp(http => http.PropagateVariants = true);
    }

    public static void Receiver(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp(http => http.TrustUpstream = request => request.User.HasClaim("client_id", "web"));
    }

    public static async Task ConsumeAsync(Message message, Func<Message, Task> handle)
    {
        var context = new EvaluationContext(message.TenantId) { Choices = VariantBaggage.Read(Baggage.GetBaggage(VariantBaggage.Key)) };
        using (EvaluationContext.Enter(context))
        {
            await handle(message);
        }
    }

    public static void Circuits(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp().AddCircuits();
    }

    public static async Task OnTimerAsync(FlagCircuit circuit, IFlags flags, Action<bool> show)
    {
        using (EvaluationContext.Enter(await circuit.FindContextAsync()))
        {
            show(flags.IsEnabled("beta"));
        }
    }

    public static void Overrides(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery().AddHttp(http =>
            http.Overrides.Keys = [Convert.FromBase64String(builder.Configuration["OverrideKey"]!)]);
    }

    public static string Issue(OverrideTokens tokens, string tester)
    {
        var token = tokens.Create(
            new Dictionary<string, string> { ["checkout"] = "candidate" },
            lifetime: TimeSpan.FromHours(8),
            subject: tester,
            issuedBy: "qa@shop");
        return token;
    }
}
