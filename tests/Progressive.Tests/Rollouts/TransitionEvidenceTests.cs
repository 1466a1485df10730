using Progressive.Guards;
using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>History keeps what the guards knew, as the object that a status shows.</summary>
public sealed class TransitionEvidenceTests
{
    private static readonly Plan s_plan = Plans.Guarded(
        ["error_rate < 1%", "error_rate < stable + 50%", "rejection_rate < 5% (warn)"],
        Plans.Percent("50%", TimeSpan.FromSeconds(1)),
        Plans.Percent("100%")) with
    { Bake = TimeSpan.FromHours(1) };

    [Fact]
    public async Task A_rollback_has_the_guard_that_decided_and_a_restart_does_not_lose_it()
    {
        var store = new InMemoryStateStore();
        RolloutTransition before;
        using (var process = await RolloutHarness.StartAsync(s_plan, store))
        {
            process.CallCandidate(20, fails: false);
            for (var i = 0; i < 100 && process.Status.Phase == RolloutPhase.Progressing; i++)
            {
                process.Call(candidateFails: true);
            }

            await process.TickAsync();
            before = process.Status.History[^1];
            await process.Engine.StopAsync(default);
        }

        var explanation = Assert.Single(before.Guards);
        Assert.Equal(("error_rate < 1%", Verdict.Breached), (explanation.Guard.ToString(), explanation.Verdict));
        Assert.True(explanation.Evidence >= explanation.EvidenceNeeded, explanation.ToString());
        Assert.Equal(before.Explanation, explanation.ToString());
        Assert.InRange(explanation.CandidateBad!.Value, 3, 10);
        Assert.NotNull(explanation.Interval);

        using var restarted = await RolloutHarness.StartAsync(s_plan, store);
        Assert.Equal(before, restarted.Status.History[^1]);
    }

    [Fact]
    public async Task A_raise_has_all_guards_and_so_has_what_an_operator_waived()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        await process.Engine.CommandAsync(RolloutHarness.Flag, RolloutVerb.Promote, new OperatorNote("in a hurry"), default);
        var promoted = process.Status.History[^1];
        Assert.Equal(("promoted", 3), (promoted.What, promoted.Guards.Count));
        Assert.All(promoted.Guards, guard => Assert.Equal((0, Verdict.Undecided), (guard.CandidateCalls, guard.Verdict)));
    }

    [Fact]
    public void Only_the_last_entries_keep_it_and_every_sentence_stays()
    {
        var state = new RolloutState { Revision = "1" };
        GuardExplanation[] guards = [new GuardEvaluator(Guard.Parse("error_rate < 1%"), 0.01, 100).Explain()];
        for (var i = 0; i < 40; i++)
        {
            var decision = RolloutStateMachine.Record("alerted", state, state, "guard", $"evidence {i}", DateTimeOffset.UnixEpoch);
            state = TransitionEvidence.With(decision, guards).State;
        }

        Assert.Equal(16, state.History.Count(h => h.Guards.Count == 1));
        Assert.All(state.History[..^16], h => Assert.Empty(h.Guards));
        Assert.Equal(40, state.History.Count(h => h.Explanation.StartsWith("evidence ", StringComparison.Ordinal)));
    }
}
