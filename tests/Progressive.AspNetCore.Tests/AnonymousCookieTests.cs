using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Progressive.AspNetCore.Context;

namespace Progressive.AspNetCore.Tests;

public sealed class AnonymousCookieTests
{
    [Theory]
    [InlineData("Production", true)]
    [InlineData("Development", false)]
    public async Task The_cookie_keeps_a_caller_where_it_is(string environment, bool secure)
    {
        await using var app = await StartAsync(environment);
        using var first = await app.SendAsync("/f");
        var cookie = Assert.Single(first.Headers.GetValues("Set-Cookie"));
        var parts = cookie.Split("; ");
        var answer = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Matches("^progressive-id=[A-Za-z0-9_-]{22}$", parts[0]);
        Assert.Equal(
            secure ? ["httponly", "max-age=31536000", "path=/", "samesite=lax", "secure"] : ["httponly", "max-age=31536000", "path=/", "samesite=lax"],
            parts.Skip(1).Select(part => part.ToLowerInvariant()).Order(StringComparer.Ordinal));
        for (var i = 0; i < 5; i++)
        {
            using var again = await app.SendAsync("/f", headers: ("Cookie", parts[0]));
            Assert.Equal(answer, await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.False(again.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task Callers_get_different_keys_and_so_both_variants()
    {
        await using var app = await StartAsync();
        var answers = new HashSet<string>();
        for (var i = 0; i < 64; i++)
        {
            answers.Add(await app.GetAsync("/f"));
        }

        // One in 2^63 that all of 64 fair draws agree.
        Assert.Equal(2, answers.Count);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA%")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cookie_that_we_did_not_make_is_replaced(string sent)
    {
        await using var app = await StartAsync();

        using var response = await app.SendAsync("/f", headers: ("Cookie", $"progressive-id={sent}"));

        Assert.True(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task No_cookie_is_set_while_no_key_is_needed()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/f", () => "v1").AsStable("f");
                app.MapGet("/f", () => "v2").AsCandidate("f");
                app.MapGet("/g", () => "v1").AsStable("g");
                app.MapGet("/g", () => "v2").AsCandidate("g");
            },
            flags =>
            {
                flags.Everybody("f", "candidate");
                flags.HalfAndHalf("g", perCall: true);
            },
            http => http.Keys = [TargetingKeySource.AnonymousCookie()],
            use: app => app.UseProgressiveDelivery());

        foreach (var path in new[] { "/f", "/g", "/none" })
        {
            using var response = await app.SendAsync(path);
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task A_key_that_can_no_longer_be_handed_out_is_not_made_up()
    {
        using var told = new ProblemLog();
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/f", async (HttpContext context, IFlags flags) =>
            {
                await context.Response.StartAsync();
                await context.Response.WriteAsync(flags.Evaluate("f").Error.ToString());
            }),
            flags => flags.SwitchHalf("f"),
            http => http.Keys = [TargetingKeySource.AnonymousCookie()],
            builder => builder.Logging.AddProvider(told),
            use: app => app.UseProgressiveDelivery());

        Assert.Equal("TargetingKeyMissing", await app.GetAsync("/f"));

        // Trying to set the cookie would throw: an error in the log of every such request.
        Assert.Empty(told.Problems);
    }

    [Fact]
    public async Task Flags_in_code_and_endpoints_share_one_new_key()
    {
        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/f", (IFlags flags) => $"v1 {flags.Evaluate("f").Variant}").AsStable("f");
                app.MapGet("/f", (IFlags flags) => $"v2 {flags.Evaluate("f").Variant}").AsCandidate("f");
            },
            flags => flags.HalfAndHalf("f"),
            http => http.Keys = [TargetingKeySource.AnonymousCookie(name: "who", lifetime: TimeSpan.FromHours(1))],
            use: app => app.UseProgressiveDelivery());

        for (var i = 0; i < 16; i++)
        {
            using var response = await app.SendAsync("/f");
            var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer is "v1 stable" or "v2 candidate", answer);
            Assert.Contains("max-age=3600", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        }
    }

    private static Task<TestApp> StartAsync(string environment = "Production") => TestApp.StartAsync(
        app =>
        {
            app.MapGet("/f", () => "v1").AsStable("f");
            app.MapGet("/f", () => "v2").AsCandidate("f");
        },
        flags => flags.HalfAndHalf("f"),
        http => http.Keys = [TargetingKeySource.User(), TargetingKeySource.AnonymousCookie()],
        environment: environment);

    private sealed class ProblemLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Problems { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Problems.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
