using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Progressive.AspNetCore.Context;

namespace Progressive.Testing.Tests;

/// <summary>Tests that run at the same time against one server inside this process, each with overrides of its own.</summary>
public sealed class SharedServerTests
{
    [Fact]
    public async Task Requests_see_the_override_of_the_test_that_sends_them()
    {
        await using var app = await StartAsync(preserve: true);
        var overrides = app.Services.GetRequiredService<FlagOverrides>();

        await Task.WhenAll(SendAsync("candidate", "candidate, on"), SendAsync("stable", "stable, on"), SendAsync(null, "stable, off"));

        async Task SendAsync(string? variant, string expected)
        {
            await Task.Yield();
            using var checkout = variant is null ? null : overrides.WithLocal("checkout", variant);
            using var beta = variant is null ? null : overrides.WithLocal("beta", on: true);
            using var client = app.GetTestClient();
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(expected, await client.GetStringAsync(new Uri("/checkout", UriKind.Relative), TestContext.Current.CancellationToken));
            }
        }
    }

    [Fact]
    public async Task A_server_that_does_not_keep_the_flow_of_execution_sees_none()
    {
        await using var app = await StartAsync(preserve: false);
        using var client = app.GetTestClient();
        using (app.Services.GetRequiredService<FlagOverrides>().WithLocal("checkout", "candidate"))
        {
            Assert.Equal("stable, off", await client.GetStringAsync(new Uri("/checkout", UriKind.Relative), TestContext.Current.CancellationToken));
        }
    }

    private static async Task<WebApplication> StartAsync(bool preserve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer(options => options.PreserveExecutionContext = preserve);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Progressive:Flags:checkout"] = "stable",
            ["Progressive:Flags:beta"] = "false",
        });
        builder.Services.AddProgressiveDelivery().AddHttp(options => options.Keys = [TargetingKeySource.Header("X-User")]);
        builder.Services.AddFlagOverrides();
        var app = builder.Build();
        app.UseProgressiveDelivery();
        app.MapGet("/checkout", (IFlags flags) => Answer("stable", flags)).AsStable("checkout");
        app.MapGet("/checkout", (IFlags flags) => Answer("candidate", flags)).AsCandidate("checkout");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;

        static string Answer(string variant, IFlags flags) => $"{variant}, {(flags.IsEnabled("beta") ? "on" : "off")}";
    }
}
