using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.Rollouts;

namespace Progressive.AspNetCore.Tests;

/// <summary>Guards on what code records, from the request to the rollback.</summary>
public sealed class MeasureTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("cost_usd mean < 0.01usd")]
    [InlineData("cost_usd mean < stable + 20%")]
    [InlineData("cost_usd p95 < 0.03usd")]
    [InlineData("retried rate < 1%")]
    [InlineData("score mean > 0.8")]
    public async Task A_candidate_outside_a_guard_on_a_measure_is_taken_back_and_one_inside_is_not(string guard)
    {
        Assert.Equal(RolloutPhase.RolledBack, await RunAsync(guard, cost: 0.05, retried: 1, score: 0.4));
        Assert.Equal(RolloutPhase.Progressing, await RunAsync(guard, cost: 0.004, retried: 0, score: 0.95));
    }

    [Fact]
    public async Task A_plain_flag_in_a_request_is_closed_by_what_the_request_costs()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapGet("/", (IFlags flags) =>
            {
                if (flags.IsEnabled("fancy"))
                {
                    Call.Current?.Measure("cost_usd", 0.09);
                }

                return flags.IsEnabled("fancy") ? "fancy" : "plain";
            }),
            flags => flags.Guarded("fancy", "cost_usd mean < 0.01usd"),
            configure: builder => builder.Services.AddSingleton<TimeProvider>(_time),
            use: app => app.UseProgressiveDelivery());
        var answers = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            answers.Add(await app.GetAsync("/", $"user-{i}"));
            _time.Advance(TimeSpan.FromMilliseconds(200));
        }

        Assert.Equal("fancy", answers[0]);
        Assert.Equal("plain", answers[^1]);
    }

    private async Task<RolloutPhase> RunAsync(string guard, double cost, long retried, double score)
    {
        static string Spend(double cost, long retried, double score)
        {
            Call.Current!.Measure("cost_usd", cost);
            Call.Current!.Measure("retried", retried);
            Call.Current!.Measure("score", score);
            return "ok";
        }

        await using var app = await TestApp.StartAsync(
            app =>
            {
                app.MapGet("/", (HttpContext _) => Call.Current is null ? "ok" : Spend(0.004, 0, 0.95)).AsStable("f");
                app.MapGet("/", (HttpContext _) => Spend(cost, retried, score)).AsCandidate("f", revision: "1");
            },
            flags => flags.Define("f", ("Rollout:Steps:0", "50% for 1h"), ("Rollout:Steps:1", "100%"), ("Rollout:Guards:0", guard), ("Rollout:Bake", "1h")),
            configure: builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(_time);
                builder.Services.AddProgressiveDelivery().AddMetric("cost_usd", m => m.Cap(0.1)).AddMetric("score", m => m.Cap(1));
            });
        var rollouts = app.Services.GetRequiredService<IRollouts>();
        _time.Advance(TimeSpan.FromMilliseconds(400));
        for (var i = 0; i < 400 && rollouts.Find("f")!.Phase == RolloutPhase.Progressing; i++)
        {
            await app.GetAsync("/", $"user-{i}");
            await app.GetAsync("/", $"guest-{i}");
            if (i % 4 == 0)
            {
                _time.Advance(TimeSpan.FromMilliseconds(200));
            }
        }

        return rollouts.Find("f")!.Phase;
    }
}
