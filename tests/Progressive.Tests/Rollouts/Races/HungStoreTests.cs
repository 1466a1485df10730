using Progressive.Metrics;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts.Races;

/// <summary>A store that takes a write and never answers.</summary>
public sealed class HungStoreTests
{
    private const string Flag = RolloutHarness.Flag;
    private const string Other = "search";

    // Enough that some are looked at after the one that hangs, whatever the order.
    private static readonly string[] s_others = [Other, .. Enumerable.Range(0, 15).Select(n => $"other{n}")];

    // Only so that a failing test ends.
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);

    private static readonly Plan s_guarded = Plans.Guarded(
        ["error_rate < 1%"], Plans.Percent("10%", TimeSpan.FromSeconds(2)), Plans.Percent("50%", TimeSpan.FromSeconds(2)), Plans.Percent("100%"));

    private static readonly Plan s_unguarded = s_guarded with { Guards = [] };

    [Fact]
    public async Task Nothing_is_raised_brakes_work_others_go_on_and_what_was_lowered_is_written_in_the_end()
    {
        var store = new HeldStore();
        using var process = await StartAsync(store);
        var hung = store.HoldAll(Flag);

        // Enough good calls for every step of both; the first raise of one of them never comes back.
        for (var i = 0; i < 20_000; i++)
        {
            process.Call();
        }

        var ticks = Tick(process, TimeSpan.FromSeconds(4));
        Assert.True(hung.HasArrived);
        Assert.Equal("10%", process.Status.Weight.ToString());
        Assert.All(s_others, other => Assert.Equal(RolloutPhase.Promoted, process.Engine.Find(other)!.Phase));

        for (var i = 0; i < 10_000 && process.Status.Phase != RolloutPhase.RolledBack; i++)
        {
            process.Call(candidateFails: true);
        }

        Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
        Assert.DoesNotContain("candidate", Enumerable.Range(0, 100).Select(_ => process.Call()));

        // Nothing waits longer than five seconds, though the store is deaf to its token and every further write hangs too.
        ticks.AddRange(Tick(process, TimeSpan.FromSeconds(30)));
        Assert.Contains("did not answer in time", process.Status.Waiting, StringComparison.Ordinal);
        Assert.False(process.Status.IsSaved);

        // The writes that hung happen now, the raise among them, and nobody waits for their answers any more.
        hung.Release();
        ticks.AddRange(Tick(process, TimeSpan.FromSeconds(60)));
        await Task.WhenAll(ticks).WaitAsync(s_bound);
        await process.TickAsync(TimeSpan.FromSeconds(1)).WaitAsync(s_bound);
        Assert.True(process.Status.IsSaved);
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach), (process.Status.Phase, process.Status.Reason));
        using var next = await RolloutHarness.StartAsync(s_guarded, store);
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach), (next.Status.Phase, next.Status.Reason));
    }

    [Fact]
    public async Task A_stop_is_not_held()
    {
        var store = new HeldStore();
        using var process = await StartAsync(store);
        var hung = store.HoldAll(Flag);
        var stop = process.Engine.StopAsync(default);
        Assert.True(hung.HasArrived);
        Assert.False(stop.IsCompleted);

        process.Time.Advance(TimeSpan.FromSeconds(5));
        await stop.WaitAsync(s_bound);
        using var next = await RolloutHarness.StartAsync(s_guarded, store: null, time: process.Time);
        var reading = (await store.ReadAsync()).Records[Other];
        Assert.True(FlagRecordJson.TryRead(reading.Content.Span, out var left, out _));
        Assert.False(left.Find("1")!.State.IsServing);
    }

    [Fact]
    public async Task The_hosts_patience_ends_a_stop_sooner()
    {
        var store = new HeldStore();
        using var process = await StartAsync(store);
        store.HoldAll(Flag);
        using var patience = new CancellationTokenSource();
        var stop = process.Engine.StopAsync(patience.Token);
        Assert.False(stop.IsCompleted);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop.WaitAsync(s_bound));
    }

    [Fact]
    public async Task A_raise_that_was_given_up_and_happened_all_the_same_leaves_no_mark_behind()
    {
        var store = new HeldStore();
        using (var process = await RolloutHarness.StartAsync(s_unguarded, store))
        {
            var late = store.HoldNext(Flag);
            var tick = Tick(process, TimeSpan.FromSeconds(3));
            Assert.True(late.HasArrived);
            process.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.WhenAll(tick).WaitAsync(s_bound);
            Assert.Equal("10%", process.Status.Weight.ToString());

            late.Release();
            await process.Engine.StopAsync(default).WaitAsync(s_bound);
        }

        using var next = await RolloutHarness.StartAsync(s_unguarded, store);
        Assert.DoesNotContain("crashed", next.Status.History.Select(h => h.What));
        Assert.Equal("50%", next.Status.Weight.ToString());
    }

    private static async Task<RolloutHarness> StartAsync(HeldStore store)
    {
        var process = new RolloutHarness(store);
        process.Engine.Apply([RolloutHarness.Spec(Flag, s_guarded), .. s_others.Select(other => RolloutHarness.Spec(other, s_unguarded))], []);
        process.Live.Publish([RolloutHarness.Parts(Flag), .. s_others.Select(other => RolloutHarness.Parts(other))]);
        await process.Engine.LoadAsync(default);
        await process.Engine.TickAsync(default);
        Assert.Equal("10%", process.Status.Weight.ToString());
        return process;
    }

    // As the controller does: a tick waits for nobody.
    private static List<Task> Tick(RolloutHarness process, TimeSpan duration)
    {
        List<Task> ticks = [];
        for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed += GuardTick.Interval)
        {
            process.Time.Advance(GuardTick.Interval);
            ticks.Add(process.Engine.TickAsync(default));
        }

        return ticks;
    }
}
