using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class BreachPolicyTests
{
    private static string Plan(string onBreach) =>
        $$""" "Steps": [ "10% for 1m", "approval", "50% for 1m", "100%" ], "Guards": [ "error_rate < 1%", "rejection_rate < 5%" ], "OnBreach": "{{onBreach}}" """;

    [Fact]
    public async Task A_pause_keeps_the_weight_until_a_person_resumes_and_then_watches_anew()
    {
        using var process = await DefinedRollout.StartAsync(Plan("pause"));
        process.Fail();
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Breach, "10%"), (process.Status.Phase, process.Status.Reason, process.Weight));
        Assert.Equal("candidate", process.CallAsTester());
        Assert.Single(process.Log.Of(3015));

        // The same guard again is no news, neither by call nor by tick.
        process.Fail();
        process.Pass(TimeSpan.FromMinutes(5), calls: 1);
        Assert.Equal(["started", "paused"], process.Words);
        Assert.Contains("is paused (Breach: error_rate < 1%", process.Status.Difference, StringComparison.Ordinal);

        await process.Rollouts.ResumeAsync("checkout", "known, and harmless");
        Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
        process.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
        process.Fail();
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Breach), (process.Status.Phase, process.Status.Reason));
        Assert.Equal(["started", "paused", "resumed", "paused"], process.Words);
    }

    [Fact]
    public void Another_guard_that_is_breached_in_the_pause_adds_to_the_history_and_nothing_else()
    {
        var plan = Plans.Guarded(["error_rate < 1%", "rejection_rate < 5%"], Plans.Percent("10%"), Plans.Percent("100%")) with { OnBreach = BreachAction.Pause };
        var state = new RolloutState { Revision = "1" };
        foreach (var happened in new RolloutEvent[]
        {
            new RolloutEvent.Tick(TimeSpan.Zero, IsEarned: false, ""),
            new RolloutEvent.Breach("first", "error_rate < 1%"),
            new RolloutEvent.Breach("second", "rejection_rate < 5%"),
            new RolloutEvent.Breach("second", "rejection_rate < 5%"),
        })
        {
            state = RolloutStateMachine.Next(plan, state, happened, default).State;
        }

        Assert.Equal([("started", ""), ("paused", "first"), ("alerted", "second")], state.History.Select(h => (h.What, h.What == "started" ? "" : h.Explanation)));
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Breach, "10%"), (state.Phase, state.Reason, state.Weight.ToString()));
    }

    [Fact]
    public async Task A_resumed_rollout_can_earn_its_next_share()
    {
        using var process = await DefinedRollout.StartAsync(Plan("pause"));
        process.Fail();
        process.Pass(TimeSpan.FromMinutes(2));
        await process.Rollouts.ResumeAsync("checkout", "repaired");
        Assert.True(process.PassUntil(s => s.Reason == RolloutReason.Approval));
    }

    [Fact]
    public async Task A_breach_while_an_approval_is_waited_for_pauses_and_the_approval_is_asked_for_again()
    {
        using var process = await DefinedRollout.StartAsync(Plan("pause"));
        Assert.True(process.PassUntil(s => s.Reason == RolloutReason.Approval));
        process.Fail(200);
        Assert.Equal(RolloutReason.Breach, process.Status.Reason);
        await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Rollouts.ApproveAsync("checkout", "go"));
        Assert.Equal(RolloutReason.Approval, (await process.Rollouts.ResumeAsync("checkout", "known")).Reason);
        process.Pass(TimeSpan.FromMinutes(5), calls: 20);
        Assert.Equal("10%", process.Weight);
    }

    [Fact]
    public async Task An_alert_is_told_once_changes_nothing_and_earns_no_further_share()
    {
        var store = new InMemoryStateStore();
        using (var process = await DefinedRollout.StartAsync(Plan("alert"), store: store))
        {
            process.Fail();
            Assert.Equal((RolloutPhase.Progressing, "10%", "candidate"), (process.Status.Phase, process.Weight, process.CallAsTester()));
            process.Fail();
            process.Pass(TimeSpan.FromMinutes(5), calls: 20);
            Assert.Equal(["started", "alerted"], process.Words);
            Assert.Equal("10%", process.Weight);
            Assert.Contains("a guard is breached: error_rate < 1%", process.Status.Waiting, StringComparison.Ordinal);
            Assert.Single(process.Log.Of(3014));
        }

        using (var process = await DefinedRollout.StartAsync(Plan("alert"), store: store))
        {
            process.Fail();
            process.Pass(TimeSpan.FromMinutes(1));
            Assert.Equal(["started", "alerted", "crashed"], process.Words);
        }

        // The plan is edited to roll back: what stands against the candidate now counts.
        using (var process = await DefinedRollout.StartAsync(Plan("rollback"), store: store))
        {
            process.Pass(TimeSpan.FromSeconds(1));
            Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach), (process.Status.Phase, process.Status.Reason));
        }
    }

    [Fact]
    public async Task Guards_that_only_warn_or_run_dry_are_told_once_each_in_history_log_and_metric()
    {
        using var transitions = new TransitionCounts();
        using var process = await DefinedRollout.StartAsync(
            """ "Steps": [ "10% for 1h", "100%" ], "Guards": [ "error_rate < 50%", "error_rate < 1% (warn)", "error_rate < 2% (dry-run)" ] """);
        for (var i = 0; i < 100; i++)
        {
            process.Fail(3);
            Enumerable.Range(0, 17).ToList().ForEach(_ => process.CallAsTester());
            process.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(["started", "warned", "would-breach"], process.Words.Order());
        Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
        Assert.Equal((1, 1), (process.Log.Of(3012).Count, process.Log.Of(3013).Count));
        Assert.Equal((1, 1), (transitions.Of("warned"), transitions.Of("would-breach")));
    }
}
