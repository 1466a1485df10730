using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Rollouts;

namespace Snippets;

internal static class Definitions
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddPlan("standard", plan => plan
                .Step("1% for 10m")
                .Step("10% for 30m")
                .Step("100%")
                .Guard("error_rate < 1%")
                .Bake(TimeSpan.FromHours(1)))
            .AddFlag("new-search", on: true)
            .AddFlag("dark-mode", "25%")
            .AddFlag("checkout", flag => flag
                .Describe("The new checkout", owner: "payments")
                .StickBy("tenant")
                .Rule("candidate", rule => rule.Named("staff first").When("group", "staff"))
                .Rollout("standard"))
            .AddProgressiveFile("progressive.json");
    }

    public static void Targeted(WebApplicationBuilder builder, DateTimeOffset opening)
    {
        builder.Services.AddProgressiveDelivery()
            .AddSegment("staff", segment => segment
                .When(who => who.Where("email", "endsWith", "@shop.example"))
                .Include("u-1")
                .Exclude("u-2"))
            .AddFlag("checkout", flag => flag
                .Prerequisite("new-cart", "on")
                .Schedule(from: opening, to: null)
                .Rule(rule => rule.Named("staff first").When(who => who.Segment("staff")).Serve("candidate"))
                .Rule(rule => rule
                    .When(who => who.Is("country", "SE", "NO").Where("app", "semver>=", "2.1.0").Not(those => those.Is("plan", "trial")))
                    .Serve("stable", "90%")
                    .Serve("candidate", "10%")));
    }

    public static void Guarded(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddFlag("new-search", flag => flag
                .Split("on", "25%")
                .Split("off", "75%")
                .Guard("error_rate < 1%"));
    }

    public static void Alpha(WebApplicationBuilder builder)
    {
        builder.Services.Configure<RolloutOptions>(options => options.Alpha = 0.001);
    }

    public static void Source(WebApplicationBuilder builder)
    {
        builder.Services.AddProgressiveDelivery()
            .AddDefinitionSource(services => new TableSource());
    }

    private sealed class TableSource : DefinitionSource
    {
        protected override IReadOnlyList<DefinitionLayer> ReadCore() => [];
    }
}
