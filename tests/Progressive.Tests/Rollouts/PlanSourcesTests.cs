using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Assignment;
using Progressive.Rollouts;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class PlanSourcesTests
{
    [Fact]
    public async Task Code_can_say_everything_about_a_plan()
    {
        using var process = await DefinedRollout.StartAsync(b => b
            .AddPlan("careful", p => p
                .Step("preview for 1h").Step("approval").Step("100%").Step("commit")
                .Guard("error_rate < 1%")
                .OnBreach(BreachAction.Pause)
                .MaxHold(TimeSpan.FromHours(24), then: UndecidedAction.RollBack)
                .Freeze("22:00 - 06:00 UTC")
                .Freeze("2026-12-20 - 2027-01-02 UTC")
                .Bake(TimeSpan.FromHours(2)))
            .AddFlag("checkout", f => f.Rollout("careful", upTo: "25%"))
            .AddFlag("search", f => f.Rollout(p => p.Step("10% for 1h").Step("100%").UpTo("5%"))));
        var plan = process.Status.Plan;
        Assert.Equal("preview for 1h, approval, 100%, commit", string.Join(", ", plan.Steps));
        Assert.Equal((BreachAction.Pause, TimeSpan.FromHours(24), UndecidedAction.RollBack), (plan.OnBreach, plan.MaxHold, plan.OnUndecided));
        Assert.Equal(["22:00 - 06:00 UTC", "2026-12-20 - 2027-01-02 UTC"], plan.Freeze.Select(f => f.ToString()));
        Assert.Equal((TimeSpan.FromHours(2), Share.Parse("25%")), (plan.Bake, plan.UpTo));
        Assert.Equal(("careful: preview for 1h, approval, 100%, commit", "5%"), (process.Status.Desired.Plan, process.Rollouts.Find("search")!.Desired.UpTo.ToString()));
    }

    [Fact]
    public void Of_two_records_that_grew_apart_the_one_that_is_committed_stands()
    {
        var plan = Plans.Of(Plans.Percent("100%"), new Step(StepKind.Commit));
        var promoted = Decide(new RolloutState { Revision = "1" }, RolloutVerb.PromoteFully);
        var committed = Record(Decide(promoted, RolloutVerb.Promote));
        var aborted = Record(Decide(Decide(Decide(promoted, RolloutVerb.Pause), RolloutVerb.Resume), RolloutVerb.Abort));
        Assert.True(FlagRecordMerge.Merge(committed, aborted).Find("1")!.State.IsCommitted);
        Assert.True(FlagRecordMerge.Merge(aborted, committed).Find("1")!.State.IsCommitted);

        RolloutState Decide(RolloutState state, RolloutVerb verb) => RolloutStateMachine.Next(plan, state, new RolloutEvent.Command(verb, "r", "o"), default).State;
        static FlagRecord Record(RolloutState state) => FlagRecord.Empty.With(new RolloutRecord(state, []));
    }

    [Fact]
    public async Task What_the_first_version_stored_is_read_and_goes_on()
    {
        var store = new InMemoryStateStore();
        await store.TryWriteAsync("checkout", Encoding.UTF8.GetBytes("""
            {"format":1,"closed":[],"rollouts":[{"state":{"revision":"1","phase":"Progressing","reason":"None","step":0,"weight":"10%","timeInStep":"00:03:20","isHolding":true,
              "timeInBake":"00:00:00","isBaked":false,"isServing":false,"crashes":0,"version":1,"planText":"10% for 5m, 50% for 5m, 100%",
              "history":[{"at":"2026-03-01T12:00:00+00:00","what":"started","phase":"Progressing","reason":"None","step":0,"from":"0%","to":"10%","by":"plan","explanation":"e"}],"isGuarded":true},
              "evidence":[]}]}
            """), 0);
        using var process = await DefinedRollout.StartAsync(
            """ "Steps": [ "10% for 5m", "50% for 5m", "100%" ], "Guards": [ "error_rate < 1%" ], "OnBreach": "pause", "MaxHold": "1h", "OnUndecided": "rollback" """, store: store);
        Assert.Equal((RolloutPhase.Progressing, "10%", 0), (process.Status.Phase, process.Weight, process.Status.Step));
        Assert.InRange(process.Status.TimeInStep, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(205));
        process.Fail();
        Assert.Equal(["started", "paused"], process.Words);
    }
}
