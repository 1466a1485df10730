using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Progressive.Rollouts;

namespace Progressive.Testing.Tests;

public sealed class RunningRolloutTests
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task A_rollout_rests_under_an_override_and_goes_on_as_it_was()
    {
        var time = new FakeTimeProvider();
        using var host = await Shop.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var rollouts = host.Services.GetRequiredService<IRollouts>();
        var flags = host.Services.GetRequiredService<IFlags>();
        Advance(time, TimeSpan.FromSeconds(4));
        var before = rollouts.Find("checkout")!;
        var candidates = Candidates(flags);
        Assert.InRange(candidates.Count, 1, 199);

        using (host.Services.GetRequiredService<FlagOverrides>().With("checkout", "candidate"))
        {
            Advance(time, TimeSpan.FromSeconds(60));
            Assert.Equal(200, Candidates(flags).Count);
        }

        Advance(time, s_tick);
        var after = rollouts.Find("checkout")!;
        Assert.Equal(before.Phase, after.Phase);
        Assert.Equal(before.Step, after.Step);
        Assert.Equal(before.Weight, after.Weight);
        Assert.InRange(after.TimeInStep, before.TimeInStep, before.TimeInStep + (2 * s_tick));
        Assert.Equal(before.History.Select(t => t.What), after.History.Select(t => t.What));
        Assert.Equal(candidates, Candidates(flags));
    }

    [Fact]
    public async Task A_candidate_that_fails_under_an_override_is_not_taken_back()
    {
        var time = new FakeTimeProvider();
        using var host = await Shop.StartAsync(services => services.AddSingleton<TimeProvider>(time));
        var rollouts = host.Services.GetRequiredService<IRollouts>();
        var flags = host.Services.GetRequiredService<IFlags>();
        using (host.Services.GetRequiredService<FlagOverrides>().With("checkout", "candidate"))
        {
            for (var i = 0; i < 100; i++)
            {
                await Assert.ThrowsAsync<InvalidOperationException>(() => FailAsync(flags));
            }

            Advance(time, TimeSpan.FromSeconds(1));
            Assert.Equal("candidate", flags.Evaluate("checkout").Variant);
        }

        Advance(time, TimeSpan.FromSeconds(1));
        Assert.Equal(RolloutPhase.Progressing, rollouts.Find("checkout")!.Phase);
    }

    [Fact]
    public async Task A_killed_flag_stays_killed()
    {
        using var host = await Shop.StartAsync();
        var flags = host.Services.GetRequiredService<IFlags>();
        await host.Services.GetRequiredService<IRollouts>().KillAsync("checkout", "incident", TestContext.Current.CancellationToken);

        host.Services.GetRequiredService<FlagOverrides>().Set("checkout", "candidate");

        Assert.Equal("stable", flags.Evaluate("checkout").Variant);
    }

    private static Task<int> FailAsync(IFlags flags) => flags.CallAsync<int>(
        "checkout",
        static _ => ValueTask.FromResult(1),
        static _ => throw new InvalidOperationException("the candidate fails"),
        TestContext.Current.CancellationToken).AsTask();

    private static List<string> Candidates(IFlags flags) =>
        [.. Enumerable.Range(0, 200).Select(user => $"user-{user}").Where(user => flags.Evaluate("checkout", new(user)).Variant == "candidate")];

    private static void Advance(FakeTimeProvider time, TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += s_tick)
        {
            time.Advance(s_tick);
        }
    }
}
