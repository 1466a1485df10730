using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts.Races;

/// <summary>What happens while a rollout is being taken up: between the decision to set the serving mark and the store's answer.</summary>
public sealed class TakingUpRaceTests
{
    private const string Flag = RolloutHarness.Flag;

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    private static readonly Plan s_plan = Plans.Guarded(
        ["error_rate < 1%"], Plans.Percent("10%", TimeSpan.FromMinutes(10)), Plans.Percent("50%", TimeSpan.FromMinutes(10)), Plans.Percent("100%"));

    [Fact]
    public async Task Definitions_that_change_meanwhile_leave_no_mark_behind()
    {
        var store = new HeldStore();
        var (process, opening, hold) = await BeginAsync(store);
        using (process)
        {
            process.Define(s_plan, "2");
            hold.Release();
            await opening;
            await process.TickAsync();
            await process.Engine.StopAsync(default);
        }

        await AssertNoCrashAsync(store);
    }

    [Fact]
    public async Task A_stop_meanwhile_leaves_no_mark_behind()
    {
        var store = new HeldStore();
        var (process, opening, hold) = await BeginAsync(store);
        using (process)
        {
            var stop = process.Engine.StopAsync(default);
            hold.Release();
            await opening;
            await stop;
        }

        await AssertNoCrashAsync(store);
    }

    [Fact]
    public async Task A_mark_that_was_given_up_and_set_all_the_same_is_no_crash_and_is_cleared_by_a_stop()
    {
        var store = new HeldStore();
        var (process, hold) = await GiveUpAsync(store);
        using (process)
        {
            Assert.Equal("stable", process.Call());

            hold.Release();
            await process.Engine.StopAsync(default).WaitAsync(s_bound);
        }

        await AssertNoCrashAsync(store);
    }

    [Fact]
    public async Task A_mark_that_was_given_up_and_set_all_the_same_is_no_crash_when_it_is_tried_again()
    {
        var store = new HeldStore();
        var (process, hold) = await GiveUpAsync(store);
        using (process)
        {
            hold.Release();
            await process.TickAsync(TimeSpan.FromSeconds(3));

            Assert.Equal("10%", process.Status.Weight.ToString());
            Assert.DoesNotContain("crashed", process.Status.History.Select(h => h.What));
        }
    }

    [Fact]
    public async Task A_crash_before_is_counted_once_however_often_it_is_tried()
    {
        var store = new HeldStore();
        using (await RolloutHarness.StartAsync(s_plan, store))
        {
            // Dies.
        }

        var (process, hold) = await GiveUpAsync(store);
        using (process)
        {
            hold.Release();
            await process.TickAsync(TimeSpan.FromSeconds(3));
            Assert.Single(process.Status.History, h => h.What == "crashed");
        }
    }

    [Fact]
    public async Task A_crash_before_is_counted_when_the_first_try_was_never_written()
    {
        var store = new FaultyStore();
        using (await RolloutHarness.StartAsync(s_plan, store))
        {
            // Dies.
        }

        using var process = new RolloutHarness(store);
        process.Define(s_plan);
        await process.Engine.LoadAsync(default);
        store.Fault = new IOException("gone");
        await process.TickAsync();
        store.Fault = null;
        await process.TickAsync(TimeSpan.FromSeconds(3));
        Assert.Single(process.Status.History, h => h.What == "crashed");
    }

    [Fact]
    public async Task A_plan_edited_meanwhile_is_the_plan_that_is_followed()
    {
        var store = new HeldStore();
        using (var before = await RolloutHarness.StartAsync(s_plan, store))
        {
            await before.Engine.PromoteAsync(Flag, "go on");
            await before.Engine.StopAsync(default);
        }

        var (process, opening, hold) = await BeginAsync(store);
        using (process)
        {
            process.Define(Plans.Of(Plans.Percent("60%", TimeSpan.FromMinutes(10)), Plans.Percent("100%")));
            hold.Release();
            await opening;
            await process.TickAsync();
            Assert.Equal(["started", "raised", "replanned", "raised"], process.Status.History.Select(h => h.What));
            Assert.Equal((0, "60%"), (process.Status.Step, process.Status.Weight.ToString()));
        }
    }

    [Fact]
    public async Task A_pause_before_the_saved_state_is_read_holds_at_the_saved_weight()
    {
        var store = await SavedAt50Async();
        using var process = new RolloutHarness(store);
        var paused = await WhileUnreadAsync(process, store, () => process.Engine.PauseAsync(Flag, new OperatorNote("lunch", "ann")));
        Assert.Equal(RolloutPhase.Paused, paused.Phase);

        await process.TickAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(
            (RolloutPhase.Paused, RolloutReason.Operator, "50%"),
            (process.Status.Phase, process.Status.Reason, process.Status.Weight.ToString()));
        Assert.Equal(("paused", "ann", "lunch"), (process.Status.History[^1].What, process.Status.History[^1].By, process.Status.History[^1].Explanation));
        Assert.Equal(["started", "raised", "paused"], process.Status.History.Select(h => h.What));
        Assert.True(process.Status.IsSaved);
        Assert.Equal(RolloutPhase.Progressing, (await process.Engine.ResumeAsync(Flag, new OperatorNote("back", "ann", process.Status.Version))).Phase);
    }

    [Fact]
    public async Task An_abort_before_the_saved_state_is_read_takes_back_what_was_saved()
    {
        var store = await SavedAt50Async();
        using (var process = new RolloutHarness(store))
        {
            await WhileUnreadAsync(process, store, () => process.Engine.AbortAsync(Flag, "it burns"));
            await process.TickAsync(TimeSpan.FromSeconds(1));
            Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Operator), (process.Status.Phase, process.Status.Reason));
            Assert.Equal(["started", "raised", "rolled-back"], process.Status.History.Select(h => h.What));
            Assert.Equal(3, process.Status.Version);
            Assert.DoesNotContain("candidate", Enumerable.Range(0, 100).Select(_ => process.Call()));
        }

        using var next = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal(RolloutPhase.RolledBack, next.Status.Phase);
    }

    [Fact]
    public async Task A_kill_before_the_saved_state_is_read_stays()
    {
        var store = await SavedAt50Async();
        using var process = new RolloutHarness(store);
        await WhileUnreadAsync(process, store, () => process.Engine.KillAsync(Flag, "it burns"));
        await process.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("killed: it burns", process.Flags.Evaluate(Flag, new("u")).Cause);
        using var next = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal("killed: it burns", next.Flags.Evaluate(Flag, new("u")).Cause);
    }

    private static async Task<(RolloutHarness Process, Task Opening, HeldStore.Hold Hold)> BeginAsync(HeldStore store)
    {
        var process = new RolloutHarness(store);
        process.Define(s_plan);
        await process.Engine.LoadAsync(default);
        var hold = store.HoldNext(Flag);
        var opening = process.Engine.TickAsync(default);
        Assert.True(hold.HasArrived);
        return (process, opening, hold);
    }

    // The write is held until it is given up, and is still to happen.
    private static async Task<(RolloutHarness Process, HeldStore.Hold Hold)> GiveUpAsync(HeldStore store)
    {
        var (process, opening, hold) = await BeginAsync(store);
        process.Time.Advance(TimeSpan.FromSeconds(5));
        await opening.WaitAsync(s_bound);
        return (process, hold);
    }

    private static async Task AssertNoCrashAsync(HeldStore store)
    {
        using var next = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal(("10%", "started"), (next.Status.Weight.ToString(), Assert.Single(next.Status.History).What));
    }

    private static async Task<HeldStore> SavedAt50Async()
    {
        var store = new HeldStore();
        using var before = await RolloutHarness.StartAsync(s_plan, store);
        await before.Engine.PromoteAsync(Flag, "go on");
        await before.Engine.StopAsync(default);
        return store;
    }

    // The store hangs in the first reading until the command has been given; the write that comes with it is too early to be possible.
    private static async Task<T> WhileUnreadAsync<T>(RolloutHarness process, HeldStore store, Func<ValueTask<T>> command)
    {
        store.Reading = new TaskCompletionSource();
        process.Define(s_plan);
        var loading = process.Engine.LoadAsync(default);
        var hung = store.HoldAll(Flag);
        var given = command().AsTask();
        while (!given.IsCompleted)
        {
            Assert.True(hung.HasArrived);
            process.Time.Advance(TimeSpan.FromSeconds(1));
            store.Reading.TrySetResult();
            await Task.Yield();
        }

        await loading.WaitAsync(s_bound);
        hung.Release();
        return await given;
    }
}
