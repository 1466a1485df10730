using System.Diagnostics;
using Progressive.Rollouts;
using Progressive.Rollouts.Fleet;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts.Fleet;

/// <summary>What is decided in one process is in force in the others, and a store that forgets makes none of them forget.</summary>
public sealed class SharedRecordTests
{
    private static readonly Plan s_plan = Plans.Of(Plans.Percent("50%", TimeSpan.FromMinutes(1)), Plans.Percent("100%"));

    private readonly ForgetfulStore _store = new();

    [Fact]
    public async Task A_kill_anywhere_is_in_force_everywhere()
    {
        using var one = await RolloutHarness.StartAsync(s_plan, _store);
        using var other = await RolloutHarness.StartAsync(s_plan, _store);

        Assert.True(await one.Engine.KillAsync(RolloutHarness.Flag, "it burns"));

        await EventuallyAsync(() => IsKilled(other), "the other process has the kill");
    }

    [Fact]
    public async Task A_restore_travels_and_the_kill_does_not_come_back()
    {
        using var one = await RolloutHarness.StartAsync(s_plan, _store);
        using var other = await RolloutHarness.StartAsync(s_plan, _store);
        await one.Engine.KillAsync(RolloutHarness.Flag, "it burns");
        await EventuallyAsync(() => IsKilled(other), "the other process has the kill");

        await other.Engine.RestoreAsync(RolloutHarness.Flag, "put out");

        await EventuallyAsync(() => !IsKilled(one), "the first process has the restore");
        await one.TickAsync(TimeSpan.FromSeconds(1));
        await other.TickAsync(TimeSpan.FromSeconds(1));
        Assert.False(IsKilled(one));
        Assert.False(IsKilled(other));

        Assert.True(await one.Engine.KillAsync(RolloutHarness.Flag, "it burns again"));
        await EventuallyAsync(() => IsKilled(other), "the second kill is not taken for the first");
    }

    [Fact]
    public async Task A_breach_anywhere_closes_the_candidate_everywhere_before_the_next_tick()
    {
        var plan = Plans.Guarded(["error_rate < 5%"], [.. s_plan.Steps]);
        using var one = await RolloutHarness.StartAsync(plan, _store);
        using var other = await RolloutHarness.StartAsync(plan, _store);
        Assert.Equal("50%", Weight(other));

        for (var calls = 0; one.Status.Phase != RolloutPhase.RolledBack; calls++)
        {
            Assert.True(calls < 200, "The candidate is not taken back.");
            one.Call(candidateFails: true);
        }

        await EventuallyAsync(() => other.Status.Phase == RolloutPhase.RolledBack, "the rollback has arrived");
        Assert.Equal("0%", Weight(other));
    }

    [Fact]
    public async Task What_others_wrote_while_the_store_could_not_be_read_arrives_when_it_can()
    {
        using var one = await RolloutHarness.StartAsync(s_plan, _store);
        using var other = await RolloutHarness.StartAsync(s_plan, _store);
        _store.Fault = new StateStoreException("TEST", "It is away.");
        Assert.False(await one.Engine.KillAsync(RolloutHarness.Flag, "it burns"));
        Assert.False(IsKilled(other));

        _store.Fault = null;
        await one.TickAsync(TimeSpan.FromSeconds(2));

        await EventuallyAsync(() => IsKilled(other), "the kill has arrived");
    }

    [Fact]
    public async Task A_store_that_has_begun_anew_is_told_what_was_taken_back()
    {
        using var one = await RolloutHarness.StartAsync(s_plan, _store);
        await one.Engine.CommandAsync(RolloutHarness.Flag, RolloutVerb.Abort, "wrong prices");
        Assert.True(one.Status.IsSaved);

        _store.Forget();
        await one.TickAsync(StateFollower.LookPeriod);

        await EventuallyAsync(one, () => _store.Copy().Records.ContainsKey(RolloutHarness.Flag), "the record is written again");
        using var late = await RolloutHarness.StartAsync(s_plan, _store);
        Assert.Equal(RolloutPhase.RolledBack, late.Status.Phase);
    }

    [Fact]
    public async Task A_rollback_that_a_restored_store_does_not_know_does_not_resurrect()
    {
        using var one = await RolloutHarness.StartAsync(s_plan, _store);
        var copy = _store.Copy();
        await one.Engine.CommandAsync(RolloutHarness.Flag, RolloutVerb.Abort, "wrong prices");

        _store.PutBack(copy);
        Assert.Equal(RolloutPhase.Progressing, Stored().State.Phase);
        await one.TickAsync(StateFollower.LookPeriod);

        await EventuallyAsync(one, () => Stored().State.Phase == RolloutPhase.RolledBack, "the store knows it again");
        Assert.Equal(RolloutPhase.RolledBack, one.Status.Phase);
    }

    [Fact]
    public async Task Nothing_is_raised_until_every_process_has_told_what_it_remembers()
    {
        using var process = await RolloutHarness.StartAsync(s_plan, _store);
        _store.Forget();
        await process.TickAsync(StateFollower.LookPeriod);
        await EventuallyAsync(() => process.Environment.IsSettling, "the loss is noticed");
        var before = Weight(process);

        await process.TickAsync(StateFollower.SettleTime - TimeSpan.FromSeconds(1));
        Assert.Equal(before, Weight(process));
        Assert.Contains("lost what it had", process.Status.Waiting, StringComparison.Ordinal);

        await process.TickAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("100%", Weight(process));
    }

    [Fact]
    public async Task Processes_that_agree_write_nothing()
    {
        using var one = await RolloutHarness.StartAsync(s_plan, _store);
        using var other = await RolloutHarness.StartAsync(s_plan, _store);
        await one.Engine.CommandAsync(RolloutHarness.Flag, RolloutVerb.Abort, "wrong prices");
        await EventuallyAsync(() => other.Status.Phase == RolloutPhase.RolledBack, "the rollback has arrived");
        await one.TickAsync(TimeSpan.FromSeconds(1));
        await other.TickAsync(TimeSpan.FromSeconds(1));
        var writes = _store.Writes;

        await one.TickAsync(TimeSpan.FromSeconds(20));
        await other.TickAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(writes, _store.Writes);
    }

    private static bool IsKilled(RolloutHarness process) => process.Live.Current.TryGet(RolloutHarness.Flag, out var flag) && flag.IsKilled;

    private static string Weight(RolloutHarness process) => process.Status.Weight.ToString();

    private static Task EventuallyAsync(RolloutHarness process, Func<bool> holds, string what) => EventuallyAsync(holds, what, process);

    // What comes by the store comes on another thread.
    private static async Task EventuallyAsync(Func<bool> holds, string what, RolloutHarness? ticked = null)
    {
        var start = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(start.Elapsed < TimeSpan.FromSeconds(20), $"Not within 20 s: {what}.");
            if (ticked is not null)
            {
                await ticked.TickAsync();
            }

            await Task.Yield();
        }
    }

    private RolloutRecord Stored()
    {
        Assert.True(FlagRecordJson.TryRead(_store.Copy().Records[RolloutHarness.Flag].Content.Span, out var record, out _));
        return record.Find("1")!;
    }
}
