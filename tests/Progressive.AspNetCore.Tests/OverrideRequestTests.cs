using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Progressive.AspNetCore.Context;
using Progressive.AspNetCore.Overrides;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Tests;

/// <summary>Signed overrides in requests: by header and cookie, for endpoints and for flags in code; a refused token changes nothing.</summary>
public sealed class OverrideRequestTests : IDisposable
{
    private static readonly byte[] s_key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly Lines _log = new();

    [Theory]
    [InlineData("Progressive-Override", "{0}")]
    [InlineData("Cookie", "progressive-override={0}")]
    public async Task A_tester_visits_the_candidate_and_nobody_else_does(string header, string value)
    {
        await using var app = await StartAsync();
        var token = Token(app, issuedBy: "qa@shop");

        Assert.Equal("v2", await app.GetAsync("/checkout", null, (header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, token))));
        Assert.Equal("candidate TargetingMatch override by qa@shop", await app.GetAsync("/read", null, (header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, token))));
        Assert.Equal("v1", await app.GetAsync("/checkout"));
        Assert.Equal("stable Static ", await app.GetAsync("/read"));
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task The_header_wins_over_the_cookie()
    {
        await using var app = await StartAsync();
        var toStable = Token(app, variant: "stable");

        Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Progressive-Override", toStable), ("Cookie", $"progressive-override={Token(app)}")));
    }

    [Fact]
    public async Task Of_two_tokens_none_counts()
    {
        await using var app = await StartAsync();
        using var counted = new Counted(app.Services, "progressive.overrides");
        var token = Token(app);
        var overrides = app.Services.GetRequiredService<RequestOverrides>();

        // Not by a client: ours makes one line of two headers, and others send two.
        Assert.NotNull(overrides.Find(Bringing(token), () => null));
        Assert.Null(overrides.Find(Bringing(token, token), () => null));
        Assert.Equal("accepted=1 malformed=1", counted.Read());

        static HttpContext Bringing(params string[] tokens)
        {
            var http = new DefaultHttpContext();
            http.Request.Headers["Progressive-Override"] = tokens;
            return http;
        }
    }

    [Fact]
    public async Task A_forged_token_changes_nothing_and_is_counted_and_told_once_a_minute()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        await using var app = await StartAsync(time: time);
        using var counted = new Counted(app.Services, "progressive.overrides");
        var forged = Token(app)[..^2] + "AA";

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Progressive-Override", forged)));
        }

        Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Progressive-Override", "rubbish")));
        Assert.Equal("v2", await app.GetAsync("/checkout", null, ("Progressive-Override", Token(app))));
        Assert.Equal("accepted=1 bad_signature=3 malformed=1", counted.Read());
        Assert.Equal(2, _log.All.Count);
        Assert.DoesNotContain(_log.All, line => line.Contains(forged, StringComparison.Ordinal) || line.Contains("rubbish", StringComparison.Ordinal));

        time.Advance(TimeSpan.FromMinutes(1));
        await app.GetAsync("/checkout", null, ("Progressive-Override", forged));
        Assert.Equal(3, _log.All.Count);
    }

    [Fact]
    public async Task An_expired_token_is_over()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        await using var app = await StartAsync(time: time);
        var token = Token(app);
        Assert.Equal("v2", await app.GetAsync("/checkout", null, ("Progressive-Override", token)));

        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Progressive-Override", token)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stolen_token_is_of_no_use_to_another_user(bool waits)
    {
        await using var app = await StartAsync(
            http => http.Keys = waits ? [TargetingKeySource.User()] : http.Keys,
            configure: builder => TestAuthentication.Add(builder.Services));
        var token = Token(app, subject: "anna");

        foreach (var path in new[] { "/checkout", "/read" })
        {
            var (candidate, stable) = path == "/read" ? ("candidate TargetingMatch override", "stable Static ") : ("v2", "v1");
            Assert.Equal(candidate, await app.GetAsync(path, waits ? null : "anna", ("Progressive-Override", token), ("Authorization", "Test anna")));
            Assert.Equal(stable, await app.GetAsync(path, waits ? null : "ben", ("Progressive-Override", token), ("Authorization", "Test ben")));
            Assert.Equal(stable, await app.GetAsync(path, null, ("Progressive-Override", token)));
        }
    }

    /// <summary>Two flags that are read at the same time: the second is read while the token of the first is being verified.</summary>
    [Fact]
    public async Task A_flag_that_is_read_meanwhile_has_the_same_choice()
    {
        Task<string>? meanwhile = null;
        await using var app = await StartAsync(
            http => http.Keys =
            [
                TargetingKeySource.From(request =>
                {
                    var flags = request.RequestServices.GetRequiredService<IFlags>();
                    meanwhile ??= Task.Run(() => flags.Evaluate("checkout").Variant);

                    // It has to wait for us, so all that can be told is that it has not answered by then.
                    meanwhile.Wait(TimeSpan.FromMilliseconds(100));
                    return "anna";
                }),
            ],
            map: routes => routes.MapGet("/both", async (IFlags flags) => $"{flags.Evaluate("checkout").Variant} {await meanwhile!}"));

        Assert.Equal("candidate candidate", await app.GetAsync("/both", null, ("Progressive-Override", Token(app, subject: "anna"))));
    }

    [Fact]
    public async Task A_replayed_one_time_token_is_refused()
    {
        await using var app = await StartAsync();
        var token = Token(app, once: true);

        Assert.Equal("candidate TargetingMatch override", await app.GetAsync("/read", null, ("Progressive-Override", token)));
        Assert.Equal("stable Static ", await app.GetAsync("/read", null, ("Progressive-Override", token)));
    }

    [Theory]
    [InlineData(false, false, "v1")]
    [InlineData(true, false, "v1")]
    [InlineData(false, true, "v1")]
    [InlineData(true, true, "v2")]
    public async Task A_rolled_back_candidate_is_reached_only_where_options_and_token_say_so(bool isAllowed, bool asks, string answer)
    {
        await using var app = await StartAsync(
            http => http.Overrides.AllowClosed = isAllowed,
            flags => flags.Define("checkout", ("Rollout:Steps:0", "1% for 10m"), ("Rollout:Steps:1", "100%")),
            map: app => app.MapProgressiveProbes());
        for (var i = 0; await app.GetAsync("/startupz") != "started"; i++)
        {
            Assert.True(i < 10_000);
        }

        await app.Services.GetRequiredService<IRollouts>().AbortAsync("checkout", "broken", TestContext.Current.CancellationToken);

        Assert.Equal(answer, await app.GetAsync("/checkout", null, ("Progressive-Override", Token(app, evenIfClosed: asks))));
        Assert.Equal(isAllowed && asks, (await app.GetAsync("/read", null, ("Progressive-Override", Token(app, evenIfClosed: asks)))).EndsWith("override, although closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_off_stays_off()
    {
        await using var app = await StartAsync(flags: flags => flags.Define("checkout", ("Enabled", "false"), ("Default", "stable")));

        Assert.Equal("v1", await app.GetAsync("/checkout", null, ("Progressive-Override", Token(app))));
    }

    [Fact]
    public async Task A_token_for_what_the_application_does_not_have_is_not_issued()
    {
        await using var app = await StartAsync();
        var problem = Assert.Throws<ArgumentException>(() => Token(app, variant: "candidat"));
        Assert.StartsWith("PRG0415: The token would change nothing: flag 'Checkout' has no variant 'candidat'; it has stable, candidate.", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Off_by_default()
    {
        await using var on = await StartAsync();
        await using var off = await StartAsync(http => http.Overrides.Keys = []);

        Assert.Equal("v1", await off.GetAsync("/checkout", null, ("Progressive-Override", Token(on))));
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task A_hidden_endpoint_is_found_by_whoever_may()
    {
        await using var app = await StartAsync(flags: flags => flags.Switch("beta", true), map: app => app.MapGet("/beta", () => "beta").RequireFlag("beta"), beta: "50%");
        var token = app.Services.GetRequiredService<OverrideTokens>().Create(new Dictionary<string, string> { ["beta"] = "on" }, TimeSpan.FromHours(1));

        Assert.Equal("404", await app.GetAsync("/beta"));
        Assert.Equal("beta", await app.GetAsync("/beta", null, ("Progressive-Override", token)));
    }

    public void Dispose() => _log.Dispose();

    private static string Token(TestApp app, string variant = "candidate", string? subject = null, string? issuedBy = null, bool once = false, bool evenIfClosed = false) =>
        app.Services.GetRequiredService<OverrideTokens>()
            .Create(new Dictionary<string, string> { ["Checkout"] = variant }, TimeSpan.FromHours(1), subject, issuedBy, once, evenIfClosed);

    private Task<TestApp> StartAsync(
        Action<ProgressiveHttpOptions>? http = null,
        Action<TestFlags>? flags = null,
        TimeProvider? time = null,
        Action<WebApplicationBuilder>? configure = null,
        Action<WebApplication>? map = null,
        string? beta = null) => TestApp.StartAsync(
            app =>
            {
                app.MapGet("/checkout", () => "v1").AsStable("checkout");
                app.MapGet("/checkout", () => "v2").AsCandidate("checkout", revision: "1");
                app.MapGet("/read", (IFlags flags) => flags.Evaluate("checkout") is var it ? $"{it.Variant} {it.Reason} {it.Cause}" : "");
                map?.Invoke(app);
            },
            definitions =>
            {
                definitions.Define("checkout", ("Default", "stable"));
                flags?.Invoke(definitions);
                if (beta is not null)
                {
                    definitions.Define("beta", ("", beta));
                }
            },
            options =>
            {
                options.Overrides.Keys = [s_key];
                http?.Invoke(options);
            },
            builder =>
            {
                builder.Logging.AddProvider(_log).AddFilter<Lines>("Progressive.AspNetCore.Overrides", LogLevel.Warning);
                if (time is not null)
                {
                    builder.Services.AddSingleton(time);
                }

                configure?.Invoke(builder);
            },
            use: app =>
            {
                app.UseRouting();
                app.UseProgressiveDelivery();
            });

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<string> All { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Progressive.AspNetCore.Overrides", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (All)
            {
                All.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
