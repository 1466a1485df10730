using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts.Races;

/// <summary>Raises that meet something else on their way: a breach, another plan, a kill, another raise.</summary>
public sealed class RaisingRaceTests
{
    private const string Flag = RolloutHarness.Flag;

    // Without durations and without guards each tick earns the next step.
    private static readonly Plan s_eager = Plans.Of(Plans.Percent("10%"), Plans.Percent("50%"), Plans.Percent("100%"));

    private static readonly Plan s_guarded = Plans.Guarded(
        ["error_rate < 1%"], Plans.Percent("10%", TimeSpan.FromMinutes(1)), Plans.Percent("50%", TimeSpan.FromMinutes(1)), Plans.Percent("100%"));

    [Fact]
    public async Task A_refresh_that_began_before_a_breach_does_not_put_the_weight_back()
    {
        using var process = await RolloutHarness.StartAsync(s_guarded);
        Assert.Equal("10%", process.Live.StateOf(Flag).Weight.ToString());

        // This thread has the live flags; the other one, with the record of before, waits for them at the end of its refresh.
        Thread? refreshing = null;
        process.Live.Update(Flag, state =>
        {
            refreshing = new Thread(() => process.Engine.RestoreAsync(Flag, "nothing was closed").AsTask().GetAwaiter().GetResult());
            refreshing.Start();
            SpinWait.SpinUntil(() => refreshing.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            process.CallCandidate(3, fails: true);
            return state;
        });
        refreshing!.Join();

        Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
        Assert.Equal("0%", process.Live.StateOf(Flag).Weight.ToString());
        Assert.NotNull(process.Live.StateOf(Flag).ClosureOf("candidate", "1"));
    }

    [Fact]
    public async Task A_breach_while_a_raise_is_being_written_wins_and_is_written_over_it()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_guarded, store);
        var hold = store.HoldNext(Flag);
        var promotion = process.Engine.PromoteAsync(Flag, "it looks good").AsTask();
        Assert.True(hold.HasArrived);

        process.CallCandidate(3, fails: true);
        AssertClosed(process);
        hold.Release();
        var refused = await Assert.ThrowsAsync<ProgressiveException>(() => promotion);

        Assert.Equal("PRG0303", refused.Code);
        AssertClosed(process);
        Assert.False(process.Status.IsSaved);
        await process.TickAsync(TimeSpan.FromSeconds(2));
        AssertClosed(process);
        Assert.True(process.Status.IsSaved);
        using var next = await RolloutHarness.StartAsync(s_guarded, store);
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach), (next.Status.Phase, next.Status.Reason));
    }

    [Fact]
    public async Task An_earned_step_is_not_spent_on_the_step_after_an_operators_raise()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_eager, store);
        Assert.Equal("10%", process.Status.Weight.ToString());
        var hold = store.HoldNext(Flag);
        var promotion = process.Engine.PromoteAsync(Flag, "ahead").AsTask();
        var tick = process.TickAsync();
        Assert.False(tick.IsCompleted);

        hold.Release();
        await promotion;
        await tick;
        Assert.Equal("50%", process.Status.Weight.ToString());
    }

    [Fact]
    public async Task An_earned_step_is_not_spent_under_other_guards()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_eager, store);
        var (hold, tick) = WaitForTurn(process, store);

        // The same steps, so the state does not move; but these guards have seen nothing.
        process.Define(s_eager with { Guards = s_guarded.Guards });
        hold.Release();
        await tick;
        await process.TickAsync();

        Assert.Equal("10%", process.Status.Weight.ToString());
        Assert.True(process.Status.IsHolding);
    }

    [Fact]
    public async Task An_earned_step_is_not_spent_after_a_kill()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_eager, store);
        var (hold, tick) = WaitForTurn(process, store);

        var kill = process.Engine.KillAsync(Flag, "it burns").AsTask();
        hold.Release();
        await tick;
        Assert.True(await kill);
        Assert.Equal("10%", process.Status.Weight.ToString());
    }

    [Fact]
    public async Task An_earned_step_is_not_spent_after_the_definitions_took_the_rollout_away()
    {
        var store = new HeldStore();
        using var process = await RolloutHarness.StartAsync(s_eager, store);
        var (hold, tick) = WaitForTurn(process, store);

        process.Engine.Apply([], []);
        hold.Release();
        await tick;
        await process.TickAsync();
        using var next = await RolloutHarness.StartAsync(s_guarded, store);
        Assert.Equal("10%", next.Status.Weight.ToString());
    }

    [Fact]
    public async Task A_command_that_waited_while_the_rollout_was_left_sets_no_serving_mark()
    {
        var store = new HeldStore();
        using (var process = await RolloutHarness.StartAsync(s_guarded, store))
        {
            var hold = store.HoldNext(Flag);
            var restoring = process.Engine.RestoreAsync(Flag, "nothing was closed").AsTask();
            var promotion = process.Engine.PromoteAsync(Flag, "ahead").AsTask();
            process.Engine.Apply([], []);
            hold.Release();
            await restoring;
            Assert.Equal("PRG0302", (await Assert.ThrowsAsync<ProgressiveException>(() => promotion)).Code);
            await process.TickAsync();
        }

        using var next = await RolloutHarness.StartAsync(s_guarded, store);
        Assert.DoesNotContain("crashed", next.Status.History.Select(h => h.What));
    }

    [Fact]
    public async Task Guards_that_nobody_feeds_hold()
    {
        using var process = new RolloutHarness();
        using var ledger = new FlagLedger(Flag, new InMemoryStateStore());
        var plan = s_eager with { Guards = s_guarded.Guards };
        var run = new RolloutRun(process.Environment, ledger, RolloutHarness.Spec(Flag, plan));
        await run.StepAsync(default);
        Assert.Equal("10%", run.State.Weight.ToString());

        // Evidence for every step; but nobody watches any more.
        run.StopWatching();
        await run.StepAsync(default);
        Assert.Equal(("10%", true, "its guards are not watching yet"), (run.State.Weight.ToString(), run.State.IsHolding, run.Waiting));

        run.Refresh();
        await run.StepAsync(default);
        Assert.Contains("more good candidate calls", run.Waiting, StringComparison.Ordinal);
    }

    private static (HeldStore.Hold Hold, Task Tick) WaitForTurn(RolloutHarness process, HeldStore store)
    {
        // A write that changes nothing about the rollout is under way, and the tick's raise waits for its turn behind it.
        var hold = store.HoldNext(Flag);
        var restoring = process.Engine.RestoreAsync(Flag, "nothing was closed").AsTask();
        var tick = process.TickAsync();
        Assert.True(hold.HasArrived);
        Assert.False(tick.IsCompleted);
        return (hold, Task.WhenAll(restoring, tick));
    }

    private static void AssertClosed(RolloutHarness process)
    {
        Assert.Equal((RolloutPhase.RolledBack, "0%"), (process.Status.Phase, process.Live.StateOf(Flag).Weight.ToString()));
        Assert.DoesNotContain("candidate", Enumerable.Range(0, 100).Select(_ => process.Call()));
    }
}
