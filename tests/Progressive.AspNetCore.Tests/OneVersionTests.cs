using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Progressive.AspNetCore.Tests;

/// <summary>Routing, middleware and handler of one request read one version of the flags.</summary>
public sealed class OneVersionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reload_between_routing_and_the_handler_is_for_the_next_request(bool attributes)
    {
        TestFlags definitions = null!;
        var reload = true;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", (IFlags flags) => $"stable {flags.Evaluate("theme").Variant}").AsStable("checkout");
                app.MapGet("/checkout", (IFlags flags) => $"candidate {flags.Evaluate("theme").Variant} {flags.Evaluate("checkout").Variant}").AsCandidate("checkout");
            },
            flags =>
            {
                definitions = flags;
                Publish(flags, "candidate", "blue");
            },
            http => _ = attributes ? http.Attributes.From("x", static _ => "y") : null,
            use: app =>
            {
                // Routing has decided by the time that middleware runs.
                app.UseRouting();
                app.Use(async (http, next) =>
                {
                    Assert.NotNull(http.GetEndpoint());
                    if (reload)
                    {
                        Publish(definitions, "stable", "red");
                    }

                    await next(http);
                });
                app.UseProgressiveDelivery();
                app.UseEndpoints(static _ => { });
            });
        Assert.Equal("candidate blue candidate", await app.GetAsync("/checkout", "user-1"));
        reload = false;
        Assert.Equal("stable red", await app.GetAsync("/checkout", "user-1"));

        static void Publish(TestFlags flags, string variant, string theme)
        {
            flags.Define("checkout", ("Default", "stable"), ("Rules:0:Serve", variant));
            flags.Define("theme", ("Variants:blue:Revision", "1"), ("Variants:red:Revision", "1"), ("Default", theme), ("Off", "blue"));
        }
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_a_handler_is_for_the_next_request()
    {
        TestFlags definitions = null!;
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/", async (IFlags flags) =>
            {
                var before = (flags.IsEnabled("a"), flags.IsEnabled("b", new EvaluationContext("somebody else")));
                await Task.Yield();
                definitions.Switch("a", !before.Item1);
                definitions.Switch("b", !before.Item1);
                var after = (flags.IsEnabled("a", new EvaluationContext("somebody else")), flags.IsEnabled("b"));
                return $"{before} {after}";
            }),
            flags =>
            {
                definitions = flags;
                flags.Switch("a", true);
                flags.Switch("b", true);
            },
            use: static app => app.UseProgressiveDelivery());
        Assert.Equal("(True, True) (True, True)", await app.GetAsync("/"));
        Assert.Equal("(False, False) (False, False)", await app.GetAsync("/"));
        Assert.Equal("(True, True) (True, True)", await app.GetAsync("/"));
    }

    [Fact]
    public async Task Routing_asks_for_no_key_that_no_flag_needs()
    {
        var asked = 0;
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/", () => "stable").AsStable("checkout");
                app.MapGet("/", () => "candidate").AsCandidate("checkout");
            },
            static flags => flags.Everybody("checkout", "candidate"),
            http => http.Keys =
            [
                Context.TargetingKeySource.From(_ =>
                {
                    asked++;
                    return "user-1";
                }),
            ],
            use: static app => app.UseProgressiveDelivery());
        Assert.Equal("candidate", await app.GetAsync("/"));
        Assert.Equal(0, asked);
    }
}
