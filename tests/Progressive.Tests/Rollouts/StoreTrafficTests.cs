using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.State;
using Progressive.Tests.Rollouts.Races;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>What is written between transitions, and what a killed process loses.</summary>
public sealed class StoreTrafficTests
{
    private const string Flag = RolloutHarness.Flag;

    private static readonly Plan s_guarded = Plans.Guarded(
        ["error_rate < 1%", "error_rate < stable + 1%"], Plans.Percent("10%", TimeSpan.FromHours(1)), Plans.Percent("100%"));

    [Fact]
    public async Task Without_calls_time_is_written_once_a_minute_and_nothing_else()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_guarded, store);
        var before = store.Writes;
        await process.TickAsync(TimeSpan.FromMinutes(10));
        Assert.InRange(store.Writes - before, 9, 10);
    }

    [Fact]
    public async Task A_rollout_that_holds_or_waits_writes_nothing_without_calls()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_guarded with { Steps = [Plans.Percent("10%"), Plans.Approval, Plans.Percent("100%")] }, store);
        await process.TickAsync(TimeSpan.FromSeconds(10));
        Assert.True(process.Status.IsHolding);
        var before = store.Writes;
        await process.TickAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(before, store.Writes);

        await process.Engine.PauseAsync(Flag, "lunch");
        before = store.Writes;
        await process.TickAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(before, store.Writes);
    }

    [Theory]
    [InlineData("candidate")]
    [InlineData("stable")]
    public async Task New_evidence_is_written_within_five_seconds_and_once(string variant)
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_guarded, store);
        await process.TickAsync(TimeSpan.FromSeconds(10));
        var before = store.Writes;
        process.Routes.For(Flag).Start(variant, drawn: true).Complete(OutcomeKind.Ok);
        await process.TickAsync(TimeSpan.FromSeconds(5.2));
        Assert.Equal(before + 1, store.Writes);

        var record = (await store.ReadAsync()).Records[Flag];
        Assert.True(FlagRecordJson.TryRead(record.Content.Span, out var saved, out _));
        var relative = saved.Find("1")!.Evidence[1];
        Assert.Equal(1, variant == "candidate" ? relative.CandidateCalls : relative.StableCalls);
        await process.TickAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(before + 1, store.Writes);
    }

    [Fact]
    public async Task A_killed_process_loses_no_more_than_a_minute_of_a_step_or_of_the_bake()
    {
        var plan = Plans.Of(Plans.Percent("10%", TimeSpan.FromMinutes(10)), Plans.Percent("100%")) with { Bake = TimeSpan.FromMinutes(10) };
        var store = new InMemoryStateStore();
        using (var killed = await RolloutHarness.StartAsync(plan, store))
        {
            await killed.TickAsync(TimeSpan.FromMinutes(5));
        }

        using (var killed = await RolloutHarness.StartAsync(plan, store))
        {
            Assert.InRange(killed.Status.TimeInStep, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5.1));
            await killed.TickAsync(TimeSpan.FromMinutes(7));
            Assert.Equal(RolloutPhase.Promoted, killed.Status.Phase);
            await killed.TickAsync(TimeSpan.FromMinutes(6));
        }

        using var next = await RolloutHarness.StartAsync(plan, store);
        await next.TickAsync(TimeSpan.FromMinutes(5.5));
        Assert.True(next.Status.IsBaked);
    }
}
