using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class PreviewAndCommitTests
{
    private const string BlueGreen = """ "Steps": [ "preview", "approval", "100%" ], "Guards": [ "error_rate < 1%" ], "Bake": "1h" """;
    private const string Committing = """ "Steps": [ "10% for 1s", "100% for 5s", "commit" ], "Guards": [ "error_rate < 1%" ], "Bake": "10s" """;

    [Fact]
    public async Task Blue_green_shows_the_candidate_to_testers_waits_for_a_person_and_switches_back_at_once()
    {
        using var process = await DefinedRollout.StartAsync(BlueGreen);
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Approval, "0%"), (process.Status.Phase, process.Status.Reason, process.Weight));
        Assert.Equal(("candidate", "stable"), (process.CallAsTester(), process.Call()));
        Assert.DoesNotContain("candidate", Enumerable.Range(0, 200).Select(_ => process.Call()));

        await process.Rollouts.ApproveAsync("checkout", "it looks right");
        Assert.Equal((RolloutPhase.Promoted, false), (process.Status.Phase, process.Status.IsBaked));
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal("candidate", process.Call()));

        process.Pass(TimeSpan.FromMinutes(1), calls: 1);
        await process.Rollouts.AbortAsync("checkout", "wrong prices");
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal("stable", process.Call()));
        Assert.Equal("stable", process.CallAsTester());
        Assert.Equal(["previewing", "waiting", "promoted", "rolled-back"], process.Words);
    }

    [Fact]
    public async Task A_breach_in_the_bake_of_blue_green_switches_back_in_the_call_that_proves_it()
    {
        using var process = await DefinedRollout.StartAsync(BlueGreen);
        await process.Rollouts.ApproveAsync("checkout", "it looks right");
        var before = process.Time.GetTimestamp();
        Enumerable.Range(0, 10).ToList().ForEach(_ => process.Call(candidateFails: true));
        Assert.Equal((RolloutPhase.RolledBack, "stable", before), (process.Status.Phase, process.Call(), process.Time.GetTimestamp()));
    }

    [Fact]
    public async Task A_breach_of_testers_takes_a_preview_back()
    {
        using var process = await DefinedRollout.StartAsync(BlueGreen);
        process.Fail();
        Assert.Equal((RolloutPhase.RolledBack, "stable"), (process.Status.Phase, process.CallAsTester()));
    }

    [Fact]
    public async Task A_preview_without_a_time_waits_for_evidence_from_those_who_are_sent_there()
    {
        using var process = await DefinedRollout.StartAsync(""" "Steps": [ "preview", "10% for 1m", "100%" ], "Guards": [ "error_rate < 1%" ] """);
        process.Pass(TimeSpan.FromMinutes(10), calls: 1);
        Assert.Equal(("0%", true, 0), (process.Weight, process.Status.IsHolding, process.Status.Step));
        Assert.Contains("the preview has had no candidate calls", process.Status.Waiting, StringComparison.Ordinal);

        process.CallAsTester();
        process.Pass(TimeSpan.FromSeconds(1));
        Assert.Matches("at 10% needs about [0-9]+ more", process.Status.Waiting);

        Enumerable.Range(0, 60).ToList().ForEach(_ => process.CallAsTester());
        process.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("10%", process.Weight);
    }

    [Theory]
    [InlineData("10%", "10%")]
    [InlineData("100%", "0%")]
    public async Task A_preview_that_nobody_saw_leads_by_time_to_a_share_and_never_to_everybody(string next, string weight)
    {
        using var process = await DefinedRollout.StartAsync($$""" "Steps": [ "preview for 1m", "{{next}}"{{(next == "100%" ? "" : ", \"100%\"")}} ], "Guards": [ "error_rate < 1%" ], "Bake": "1h" """);
        process.Pass(TimeSpan.FromSeconds(50));
        Assert.Equal("0%", process.Weight);
        process.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(weight, process.Weight);
    }

    [Fact]
    public async Task A_commit_comes_after_the_bake_and_what_follows_takes_nothing_back()
    {
        var store = new InMemoryStateStore();
        using var process = await DefinedRollout.StartAsync(Committing, store: store);
        Assert.True(process.PassUntil(s => s.Phase == RolloutPhase.Promoted));
        Assert.Equal("stable", process.CallAsTraditionalist());
        process.Pass(TimeSpan.FromSeconds(5), calls: 20);
        Assert.False(process.Status.IsCommitted);
        Assert.Contains("is not committed yet", process.Status.Difference, StringComparison.Ordinal);
        Assert.True(process.PassUntil(s => s.IsCommitted));
        Assert.Equal(["started", "promoted", "committed"], process.Words);
        Assert.Null(process.Status.Difference);

        // Nobody gets stable any more, whatever sends them there.
        Assert.Equal(("candidate", "candidate", "candidate"), (process.CallAsTraditionalist(), process.CallWithoutKey(), process.Call()));
        Assert.False(process.Route.HasFallback);

        var refused = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Rollouts.AbortAsync("checkout", "wrong prices"));
        Assert.Contains("PRG0303: Rollout 'checkout' cannot abort: it is committed, so stable can no longer serve", refused.Message, StringComparison.Ordinal);

        process.Fail(1_000);
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Breach, "100%"), (process.Status.Phase, process.Status.Reason, process.Weight));
        Assert.Equal("candidate", process.Call());
        Assert.Single(process.Log.Of(3015));
        process.Fail(100);
        process.Pass(TimeSpan.FromMinutes(1), calls: 1);
        Assert.Equal(["started", "promoted", "committed", "paused"], process.Words);

        Assert.Equal(RolloutPhase.Promoted, (await process.Rollouts.ResumeAsync("checkout", "repaired")).Phase);
        Assert.True(process.Status.IsCommitted);

        // A kill is a person's word: Off, as it is written.
        await process.Rollouts.KillAsync("checkout", "it burns");
        Assert.Equal(("stable", "everybody gets Off: the flag is killed; restore it to go on"), (process.Call(), process.Status.Difference));
        await process.Rollouts.RestoreAsync("checkout", "it is out");
        Assert.Equal("candidate", process.Call());

        process.Pass(TimeSpan.FromSeconds(6));
        using var next = await DefinedRollout.StartAsync(Committing, store: store);
        Assert.Equal((true, "candidate", "candidate"), (next.Status.IsCommitted, next.Call(), next.CallAsTraditionalist()));
    }

    [Fact]
    public async Task A_commit_needs_evidence_and_can_be_paused_and_waived()
    {
        using var process = await DefinedRollout.StartAsync(Committing);
        await process.Rollouts.PromoteAsync("checkout", "measured elsewhere", full: true);
        process.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal((RolloutPhase.Promoted, false, true), (process.Status.Phase, process.Status.IsCommitted, process.Status.IsHolding));
        Assert.Matches("at 100% needs about [0-9]+ more", process.Status.Waiting);

        await process.Rollouts.PauseAsync("checkout", "not today");
        process.Pass(TimeSpan.FromMinutes(1), calls: 20);
        Assert.False(process.Status.IsCommitted);
        await process.Rollouts.ResumeAsync("checkout", "today");
        Assert.Equal(RolloutPhase.Promoted, process.Status.Phase);

        await process.Rollouts.PromoteAsync("checkout", "I am sure");
        Assert.Equal((true, "evidence waived: I am sure"), (process.Status.IsCommitted, process.Status.History[^1].Explanation));
        var again = await Assert.ThrowsAsync<ProgressiveException>(async () => await process.Rollouts.PromoteAsync("checkout", "again"));
        Assert.Contains("it is committed already", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_breach_before_the_commit_still_takes_everything_back()
    {
        using var process = await DefinedRollout.StartAsync(Committing);
        await process.Rollouts.PromoteAsync("checkout", "measured elsewhere", full: true);
        process.Pass(TimeSpan.FromMinutes(1));
        process.Fail();
        Assert.Equal((RolloutPhase.RolledBack, "stable"), (process.Status.Phase, process.Call()));
    }
}
