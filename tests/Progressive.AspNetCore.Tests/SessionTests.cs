using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Tests;

/// <summary>Requests of a session see a rollout as it was when the session began.</summary>
public sealed class SessionTests
{
    private const string Began = "X-Began";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_stays_where_it_began_on_every_page(bool isScope)
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/page", () => "stable").AsStable("checkout");
                app.MapGet("/page", () => "candidate").AsCandidate("checkout", revision: "1");
                app.MapGet("/other", (IFlags flags, HttpContext http) => flags.Evaluate("checkout").Variant);
            },
            flags => flags.Define("checkout", ("Rollout:Steps:0", "1% for 9h"), ("Rollout:Steps:1", "100%")),
            http => http.SessionStart = request => DateTimeOffset.TryParse(request.Request.Headers[Began], CultureInfo.InvariantCulture, out var began) ? began
                : request.Request.Headers[Began].Count > 0 ? throw new FormatException("no date")
                : null,
            use: app =>
            {
                if (isScope)
                {
                    app.UseProgressiveDelivery();
                }
            });
        await PromoteAsync(app.Services.GetRequiredService<IRollouts>());
        Assert.Equal("candidate", await app.GetAsync("/page", "user-1"));
        Assert.Equal("stable", await app.GetAsync("/page", "user-1", (Began, "2020-01-01T00:00:00Z")));
        Assert.Equal("candidate", await app.GetAsync("/page", "user-1", (Began, "2999-01-01T00:00:00Z")));
        Assert.Equal("candidate", await app.GetAsync("/page", "user-1", (Began, "yesterday")));
        if (isScope)
        {
            Assert.Equal("stable", await app.GetAsync("/other", "user-1", (Began, "2020-01-01T00:00:00Z")));
            Assert.Equal("candidate", await app.GetAsync("/other", "user-1"));
        }

        await app.Services.GetRequiredService<IRollouts>().AbortAsync("checkout", "the test says so");
        Assert.Equal("stable", await app.GetAsync("/page", "user-1", (Began, "2999-01-01T00:00:00Z")));
    }

    [Fact]
    public async Task A_client_of_another_session_is_told_what_that_one_has()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/page", () => "stable").AsStable("checkout");
                app.MapGet("/page", () => "candidate").AsCandidate("checkout", revision: "1");
                app.MapOfrep();
            },
            flags => flags.Define("checkout", ("Client", "true"), ("Rollout:Steps:0", "1% for 9h"), ("Rollout:Steps:1", "100%")),
            http => http.SessionStart = request => DateTimeOffset.TryParse(request.Request.Headers[Began], CultureInfo.InvariantCulture, out var began) ? began : null);
        await PromoteAsync(app.Services.GetRequiredService<IRollouts>());
        var now = await app.OfrepAsync(null, user: "user-1");
        Assert.Equal("candidate", now["checkout"].GetProperty("variant").GetString());

        var earlier = await app.OfrepAsync(null, user: "user-1", tag: now.Tag, headers: [(Began, "2020-01-01T00:00:00Z")]);
        Assert.Equal((200, "stable"), (earlier.Status, earlier["checkout"].GetProperty("variant").GetString()));
        var again = await app.OfrepAsync(null, user: "user-1", tag: earlier.Tag, headers: [(Began, "2020-01-01T00:00:00Z")]);
        Assert.Equal(304, again.Status);
    }

    // The host is up before saved state has been read.
    private static async Task PromoteAsync(IRollouts rollouts)
    {
        while (true)
        {
            try
            {
                await rollouts.PromoteAsync("checkout", "the test says so", full: true, TestContext.Current.CancellationToken);
                return;
            }
            catch (ProgressiveException e) when (e.Message.StartsWith("PRG0301", StringComparison.Ordinal))
            {
                await Task.Yield();
            }
        }
    }
}
