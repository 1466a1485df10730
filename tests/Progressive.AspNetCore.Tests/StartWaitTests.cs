using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Progressive.AspNetCore.Tests;

/// <summary>A start that waits for candidates to get ready, and for how long.</summary>
public sealed class StartWaitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TaskCompletionSource _isReady = new();

    public interface IGreeter
    {
        string Greet();
    }

    [Fact]
    public async Task The_start_waits_for_no_candidate_that_did_not_ask_for_it()
    {
        await using var app = await StartAsync(default);
        Assert.Equal("200 started", await AskAsync(app, "/startupz"));
    }

    [Fact]
    public async Task The_start_waits_until_the_candidate_is_ready()
    {
        await using var app = await StartAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("503 starting", await AskAsync(app, "/startupz"));
        Assert.Equal("200 ready", await AskAsync(app, "/readyz"));
        Assert.Equal("hello", await app.GetAsync("/greeting"));

        _isReady.SetResult();
        while (!app.Services.GetRequiredService<Variants.VariantReadiness>().IsReady)
        {
            await Task.Yield();
        }

        Assert.Equal("200 started", await AskAsync(app, "/startupz"));
    }

    [Fact]
    public async Task A_candidate_that_never_gets_ready_holds_the_start_no_longer_than_was_said()
    {
        await using var app = await StartAsync(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("503 starting", await AskAsync(app, "/startupz"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("200 started", await AskAsync(app, "/startupz"));
        Assert.Equal("hello", await app.GetAsync("/greeting"));
    }

    [Fact]
    public async Task Infinite_patience_is_infinite()
    {
        await using var app = await StartAsync(Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromDays(3));
        Assert.Equal("503 starting", await AskAsync(app, "/startupz"));
        Assert.Equal("200 live", await AskAsync(app, "/livez"));
    }

    [Fact]
    public async Task A_wait_that_is_negative_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => StartAsync(TimeSpan.FromSeconds(-1)));

    private static async Task<string> AskAsync(TestApp app, string path)
    {
        using var response = await app.SendAsync(path);
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
    }

    private Task<TestApp> StartAsync(TimeSpan waitAtStart) => TestApp.StartAsync(
        app =>
        {
            app.MapProgressiveProbes();
            app.MapGet("/greeting", (IGreeter greeter) => greeter.Greet());
        },
        flags => flags.Everybody("greeter", "candidate"),
        configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.Services.AddSingleton<IGreeter, Polite>();
            builder.Services.AddProgressiveDelivery().AddVariants<IGreeter>(
                "greeter", v => v.Candidate<Loud>("1").ReadyWhen((_, cancel) => _isReady.Task.WaitAsync(cancel), waitAtStart));
        });

    private sealed class Polite : IGreeter
    {
        public string Greet() => "hello";
    }

    private sealed class Loud : IGreeter
    {
        public string Greet() => "HELLO";
    }
}
