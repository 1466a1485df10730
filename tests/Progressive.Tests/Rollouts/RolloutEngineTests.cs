using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class RolloutEngineTests
{
    private static readonly Plan s_plan = Plans.Guarded(
        ["error_rate < 1%"],
        Plans.Percent("10%", TimeSpan.FromSeconds(10)),
        Plans.Percent("50%", TimeSpan.FromSeconds(10)),
        Plans.Percent("100%")) with
    { Bake = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task A_healthy_candidate_goes_all_the_way_and_is_baked()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        await process.TickAsync();
        Assert.Equal("10%", process.Status.Weight.ToString());

        await HealthyAsync(process, until: s => s.Phase == RolloutPhase.Promoted);
        Assert.Equal(Share.All, process.Status.Weight);
        Assert.Equal("candidate", process.Call());

        await HealthyAsync(process, until: s => s.IsBaked);
        Assert.Equal(["started", "raised", "promoted", "baked"], process.Status.History.Select(h => h.What));
        Assert.Contains("error_rate < 1%", process.Status.History[1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_holds_for_evidence_and_says_what_is_missing()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        process.CallCandidate(5);
        await process.TickAsync(TimeSpan.FromMinutes(5));

        Assert.Equal((true, "10%"), (process.Status.IsHolding, process.Status.Weight.ToString()));
        Assert.Matches("needs about [0-9]+ more good candidate calls", process.Status.Waiting);
    }

    [Fact]
    public async Task A_candidate_that_always_fails_is_closed_by_its_own_calls_before_any_tick()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        await process.TickAsync();
        var before = process.Time.GetTimestamp();

        var bad = 0;
        for (var i = 0; i < 1_000; i++)
        {
            bad += process.Call(candidateFails: true) == "candidate" ? 1 : 0;
        }

        Assert.InRange(bad, 3, 5);
        Assert.Equal(before, process.Time.GetTimestamp());
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach), (process.Status.Phase, process.Status.Reason));
        var evaluation = process.Flags.Evaluate(RolloutHarness.Flag, new("anybody"));
        Assert.Equal("stable", evaluation.Variant);
    }

    [Fact]
    public async Task A_rule_sends_nobody_to_a_closed_candidate()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        process.Define(s_plan, "1", new Rule("staff", null, 1));
        Assert.Equal("candidate", process.Call());

        process.CallCandidate(3, fails: true);
        var evaluation = process.Flags.Evaluate(RolloutHarness.Flag, new("staff-1"));
        Assert.Equal(("stable", EvaluationReason.Disabled), (evaluation.Variant, evaluation.Reason));
        Assert.Contains("rolled back", evaluation.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rolled_back_revision_stays_closed_after_a_restart_and_another_revision_begins_anew()
    {
        var store = new InMemoryStateStore();
        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            await process.TickAsync();
            process.CallCandidate(3, fails: true);
            await process.TickAsync();
        }

        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            await process.TickAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
            Assert.DoesNotContain("candidate", Enumerable.Range(0, 200).Select(_ => process.Call()));
            process.Define(s_plan, "2");
            await process.TickAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(("2", RolloutPhase.Progressing, "10%"), (process.Status.Revision, process.Status.Phase, process.Status.Weight.ToString()));
            process.Define(s_plan, "1");
            await process.TickAsync(TimeSpan.FromSeconds(1));
            Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
        }
    }

    [Fact]
    public async Task A_restart_continues_where_the_rollout_stood_with_the_evidence_it_had()
    {
        var store = new InMemoryStateStore();
        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            await process.TickAsync();
            process.CallCandidate(2, fails: true);
            await process.TickAsync(TimeSpan.FromSeconds(6));
            await process.Engine.StopAsync(default);
        }

        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            Assert.Equal(("10%", RolloutPhase.Progressing), (process.Status.Weight.ToString(), process.Status.Phase));
            Assert.InRange(process.Status.TimeInStep, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8));

            // Two failures were in evidence; the third and fourth decide.
            process.CallCandidate(1, fails: true);
            process.Call(candidateFails: true);
            Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
        }
    }

    [Fact]
    public async Task Three_processes_that_die_while_the_candidate_serves_take_it_back()
    {
        var store = new InMemoryStateStore();
        for (var death = 1; death <= 3; death++)
        {
            using var process = await RolloutHarness.StartAsync(s_plan, store);
            await process.TickAsync();
            Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
        }

        using var last = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Crash), (last.Status.Phase, last.Status.Reason));
    }

    [Fact]
    public async Task Clean_stops_are_no_crashes()
    {
        var store = new InMemoryStateStore();
        for (var restart = 1; restart <= 5; restart++)
        {
            using var process = await RolloutHarness.StartAsync(s_plan, store);
            await process.TickAsync();
            Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
            await process.Engine.StopAsync(default);
        }
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_raises_nothing_says_so_and_keeps_guarding()
    {
        var store = new FaultyStore();
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        await process.TickAsync();
        store.Fault = new StateStoreException("PRG0350", "the disk is read-only");

        await HealthyAsync(process, until: null, seconds: 60);
        Assert.Equal("10%", process.Status.Weight.ToString());
        Assert.False(process.Status.IsSaved);
        Assert.Contains("read-only", process.Status.Waiting, StringComparison.Ordinal);

        process.CallCandidate(3, fails: true);
        process.Call(candidateFails: true);
        process.Call(candidateFails: true);
        for (var i = 0; i < 400 && process.Status.Phase != RolloutPhase.RolledBack; i++)
        {
            process.Call(candidateFails: true);
        }

        Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
        Assert.DoesNotContain("candidate", Enumerable.Range(0, 200).Select(_ => process.Call()));

        store.Fault = null;
        await process.TickAsync(TimeSpan.FromSeconds(40));
        Assert.True(process.Status.IsSaved);
        using var next = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal(RolloutPhase.RolledBack, next.Status.Phase);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_keeps_the_candidate_closed_until_it_can()
    {
        var store = new FaultyStore { Fault = new StateStoreException("PRG0350", "gone") };
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        process.Define(s_plan, "1", new Rule("staff", null, 1));
        await process.TickAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("stable", AvailabilityKind.Warming), (process.Call(), Closed(process)!.Kind));

        store.Fault = null;
        await process.TickAsync(TimeSpan.FromSeconds(40));
        Assert.Equal("candidate", process.Call());

        static Availability? Closed(RolloutHarness p) => p.Live.StateOf(RolloutHarness.Flag).ClosureOf("candidate", "1");
    }

    [Fact]
    public async Task A_kill_and_a_restore_survive_a_restart()
    {
        var store = new InMemoryStateStore();
        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            Assert.True(await process.Engine.KillAsync("checkout", "it burns"));
            Assert.Equal("killed: it burns", process.Flags.Evaluate("checkout", new("u")).Cause);
        }

        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            Assert.Equal(EvaluationReason.Disabled, process.Flags.Evaluate("checkout", new("u")).Reason);
            await process.Engine.RestoreAsync("checkout", "it is out");
            Assert.Equal(EvaluationReason.Split, process.Flags.Evaluate("checkout", new("u")).Reason);
        }
    }

    [Fact]
    public async Task A_flag_that_is_off_or_killed_moves_nothing_and_says_so()
    {
        var plan = Plans.Of(Plans.Percent("10%", TimeSpan.FromSeconds(2)), Plans.Percent("100%"));
        using var process = await RolloutHarness.StartAsync(plan);
        var inStep = process.Status.TimeInStep;
        await process.Engine.KillAsync("checkout", "it burns");
        await process.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("10%", RolloutPhase.Progressing, inStep), (process.Status.Weight.ToString(), process.Status.Phase, process.Status.TimeInStep));
        Assert.Contains("killed", process.Status.Waiting, StringComparison.Ordinal);

        await process.Engine.RestoreAsync("checkout", "it is out");
        await process.TickAsync(TimeSpan.FromSeconds(3));
        Assert.Equal(RolloutPhase.Promoted, process.Status.Phase);
    }

    [Fact]
    public async Task What_a_newer_version_wrote_is_not_written_over()
    {
        var store = new InMemoryStateStore();
        await store.TryWriteAsync("checkout", "{\"format\":2}"u8.ToArray(), 0);
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        Assert.False(await process.Engine.KillAsync("checkout", "it burns"));
        Assert.Equal("killed: it burns", process.Flags.Evaluate("checkout", new("u")).Cause);
        await process.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("{\"format\":2}"u8.ToArray(), (await store.ReadAsync()).Records["checkout"].Content.ToArray());
    }

    [Fact]
    public async Task A_record_with_members_missing_is_read_for_what_it_says()
    {
        var store = new InMemoryStateStore();
        await store.TryWriteAsync("checkout", "{\"format\":1,\"kill\":{\"at\":\"2026-03-01T00:00:00Z\",\"by\":\"ann\",\"reason\":\"it burns\"}}"u8.ToArray(), 0);
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal("killed: it burns", process.Flags.Evaluate("checkout", new("u")).Cause);
    }

    [Fact]
    public async Task A_reason_of_any_length_can_be_stored()
    {
        var store = new InMemoryStateStore();
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        var paused = await process.Engine.PauseAsync("checkout", new string('x', 300_000));
        Assert.True(paused.IsSaved);
        Assert.InRange(paused.History[^1].Explanation.Length, 1_000, 1_100);
    }

    [Fact]
    public async Task Editing_guards_or_bake_keeps_the_evidence()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        await process.TickAsync();
        process.CallCandidate(40);
        process.Define(s_plan with { Bake = TimeSpan.FromMinutes(9) });
        Assert.Contains("0 of 40 calls", process.Status.Guards[0].Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(TimeoutException))]
    public async Task Whatever_a_store_throws_is_an_outage(Type fault)
    {
        var store = new FaultyStore { Fault = (Exception)Activator.CreateInstance(fault)! };
        using var process = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal("stable", process.Call());
        store.Fault = null;
        await process.TickAsync(TimeSpan.FromSeconds(40));
        Assert.Equal("10%", process.Status.Weight.ToString());
    }

    [Fact]
    public async Task A_kill_with_a_mistyped_key_is_no_kill()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        var unknown = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Engine.KillAsync("chekout", "it burns"));
        Assert.Equal("PRG0306", unknown.Code);
    }

    [Fact]
    public async Task Calls_without_a_key_are_told_of()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        process.Flags.Evaluate(RolloutHarness.Flag, new EvaluationContext());
        Assert.Contains("1 calls had no sticking key", process.Status.Waiting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_kept_with_their_reason_and_refusals_name_it()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        var paused = await process.Engine.PauseAsync("checkout", new OperatorNote("lunch", "ann"));
        Assert.Equal((RolloutPhase.Paused, "ann", "lunch"), (paused.Phase, paused.History[^1].By, paused.History[^1].Explanation));

        var stale = await Assert.ThrowsAsync<ProgressiveException>(async () =>
            await process.Engine.ResumeAsync("checkout", new OperatorNote("go", "bob", IfVersion: paused.Version - 1)));
        Assert.Equal("PRG0302", stale.Code);
        var unfit = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Engine.ApproveAsync("checkout", "go"));
        Assert.Equal("PRG0303", unfit.Code);
        var reasonless = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Engine.AbortAsync("checkout", " "));
        Assert.Equal("PRG0304", reasonless.Code);
        var unknown = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Engine.AbortAsync("nothing", "go"));
        Assert.Equal("PRG0300", unknown.Code);

        Assert.Equal(RolloutPhase.Progressing, (await process.Engine.ResumeAsync("checkout", new OperatorNote("go", "bob", paused.Version))).Phase);
        var aborted = await process.Engine.AbortAsync("checkout", "enough");
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Operator), (aborted.Phase, aborted.Reason));
        var retried = await process.Engine.RetryAsync("checkout", "fixed a setting");
        Assert.Equal(RolloutPhase.Progressing, retried.Phase);
        await process.TickAsync();
        Assert.Equal("10%", process.Status.Weight.ToString());
    }

    [Fact]
    public async Task Wall_clock_jumps_change_nothing()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        await process.TickAsync();
        var inStep = process.Status.TimeInStep;
        process.Time.AdjustTime(process.Time.GetUtcNow() + TimeSpan.FromHours(1));
        await process.Engine.TickAsync(default);
        Assert.InRange(process.Status.TimeInStep - inStep, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.Equal("10%", process.Status.Weight.ToString());
    }

    [Fact]
    public async Task A_flag_with_guards_and_no_rollout_loses_the_variant_that_breaches()
    {
        using var process = new RolloutHarness();
        var guards = Plans.Guarded(["error_rate < 1%"], Plans.Percent("100%")).Guards;
        process.Define(s_plan);
        process.Engine.Apply([], [new WatchSpec("checkout", "stable", null, [("candidate", "1")], guards)]);
        await process.Engine.LoadAsync(default);
        var route = process.Routes.For("checkout");
        for (var i = 0; i < 3; i++)
        {
            route.Start("candidate", drawn: false).Complete(Progressive.Metrics.OutcomeKind.Error);
        }

        var closed = process.Live.StateOf("checkout").ClosureOf("candidate", "1")!;
        Assert.Equal(AvailabilityKind.Closed, closed.Kind);
        Assert.Contains("error_rate < 1%", closed.Cause, StringComparison.Ordinal);
        await process.TickAsync();
        await process.Engine.RestoreAsync("checkout", "fixed");
        Assert.Empty(process.Live.StateOf("checkout").Closed);
    }

    private static async Task HealthyAsync(RolloutHarness process, Func<RolloutStatus, bool>? until, int seconds = 600)
    {
        for (var tick = 0; tick < seconds * 5; tick++)
        {
            for (var i = 0; i < 20; i++)
            {
                process.Call();
            }

            await process.TickAsync();
            if (until?.Invoke(process.Status) == true)
            {
                return;
            }
        }

        Assert.Null(until);
    }
}
