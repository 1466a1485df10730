using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class HoldTests
{
    private static string Plan(string more) =>
        $$""" "Steps": [ "10% for 10s", "50% for 10s", "100%" ], "Guards": [ "error_rate < 1%" ], {{more}} """;

    [Fact]
    public async Task Without_a_limit_a_step_without_traffic_holds_for_ever()
    {
        using var process = await DefinedRollout.StartAsync(Plan(""" "Bake": "1h" """));
        process.Pass(TimeSpan.FromHours(30) / 60);
        Assert.Equal(("10%", RolloutPhase.Progressing, true), (process.Weight, process.Status.Phase, process.Status.IsHolding));
    }

    [Theory]
    [InlineData(""" "MaxHold": "1m" """)]
    [InlineData(""" "MaxHold": "1m", "OnUndecided": "hold" """)]
    public async Task Holding_beyond_the_limit_is_told_once(string more)
    {
        using var process = await DefinedRollout.StartAsync(Plan(more));
        process.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(["started", "undecided"], process.Words);
        Assert.Equal(("10%", true), (process.Weight, process.Status.IsHolding));
        Assert.Matches("holding for 1m: error_rate < 1% at 50% needs about [0-9]+ more good candidate calls", process.Status.History[^1].Explanation);
    }

    [Fact]
    public async Task Proceeding_says_what_evidence_was_missing()
    {
        using var process = await DefinedRollout.StartAsync(Plan(""" "MaxHold": "1m", "OnUndecided": "proceed" """));
        process.Pass(TimeSpan.FromSeconds(65));
        Assert.Equal("10%", process.Weight);
        process.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal("50%", process.Weight);
        Assert.StartsWith("proceeded without evidence: error_rate < 1% at 50% needs about", process.Status.History[^1].Explanation, StringComparison.Ordinal);

        // Each step has a limit of its own.
        process.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal("50%", process.Weight);
        process.Pass(TimeSpan.FromSeconds(15));
        Assert.Equal(RolloutPhase.Promoted, process.Status.Phase);
    }

    [Fact]
    public async Task A_breached_guard_is_not_undecided()
    {
        using var process = await DefinedRollout.StartAsync(Plan(""" "MaxHold": "1m", "OnUndecided": "proceed", "OnBreach": "alert" """));
        process.Fail();
        process.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal("10%", process.Weight);
        Assert.Equal(["started", "alerted", "undecided"], process.Words);
        Assert.Contains("error_rate < 1% is breached", process.Status.History[^1].Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rolling_back_an_undecided_candidate_waits_for_no_store()
    {
        var store = new FaultyStore();
        using var process = await DefinedRollout.StartAsync(Plan(""" "MaxHold": "1m", "OnUndecided": "rollback" """), store: store);
        store.Fault = new StateStoreException("PRG0350", "the disk is read-only");
        process.Pass(TimeSpan.FromSeconds(80));
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Undecided, "stable"), (process.Status.Phase, process.Status.Reason, process.CallAsTester()));
        Assert.StartsWith("undecided for 1m: ", process.Status.History[^1].Explanation, StringComparison.Ordinal);
        store.Fault = null;
        process.Pass(TimeSpan.FromSeconds(40));
        Assert.True(process.Status.IsSaved);
    }

    [Fact]
    public async Task Neither_a_pause_nor_a_freeze_nor_a_restart_counts_or_forgets_the_time_held()
    {
        var store = new InMemoryStateStore();
        var plan = Plan(""" "MaxHold": "1m", "OnUndecided": "rollback", "Freeze": [ "13:00 - 14:00 UTC" ] """);
        var noon = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
        using (var process = await DefinedRollout.StartAsync(plan, noon, store))
        {
            process.Pass(TimeSpan.FromSeconds(40));
            await process.Rollouts.PauseAsync("checkout", "lunch");
            process.Pass(TimeSpan.FromMinutes(5));
            await process.Rollouts.ResumeAsync("checkout", "coffee");
            process.Time.AdjustTime(noon.AddHours(1));
            process.Pass(TimeSpan.FromMinutes(5));
            Assert.Equal((RolloutPhase.Progressing, true), (process.Status.Phase, process.Status.IsHolding));
        }

        using (var process = await DefinedRollout.StartAsync(plan, noon.AddHours(3), store))
        {
            process.Pass(TimeSpan.FromSeconds(20));
            Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
            process.Pass(TimeSpan.FromSeconds(20));
            Assert.Equal(RolloutReason.Undecided, process.Status.Reason);
        }
    }
}
