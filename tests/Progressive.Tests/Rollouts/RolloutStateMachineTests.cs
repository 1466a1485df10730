using Progressive.Assignment;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class RolloutStateMachineTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Plan s_plan = Plans.Of(
        Plans.Percent("1%", TimeSpan.FromMinutes(10)),
        Plans.Percent("10%"),
        Plans.Approval,
        Plans.Percent("50%", TimeSpan.FromHours(1)),
        Plans.Percent("100%")) with
    { Bake = TimeSpan.FromHours(1) };

    private static RolloutState New => new() { Revision = "1", PlanText = PlanText.Of(s_plan) };

    [Fact]
    public void Begins_at_the_first_step()
    {
        var state = Tick(New, TimeSpan.Zero);

        Assert.Equal((RolloutPhase.Progressing, 0, "1%"), (state.Phase, state.Step, state.Weight.ToString()));
        Assert.Equal("started", Assert.Single(state.History).What);
        Assert.Equal(1, state.Version);
    }

    [Fact]
    public void A_step_takes_its_time_even_when_it_is_earned_at_once()
    {
        var state = Tick(Tick(New, TimeSpan.Zero), TimeSpan.FromMinutes(9.9));
        Assert.Equal(0, state.Step);

        state = Tick(state, TimeSpan.FromMinutes(0.2));
        Assert.Equal((1, "10%"), (state.Step, state.Weight.ToString()));
    }

    [Fact]
    public void A_step_whose_time_is_over_holds_until_it_is_earned()
    {
        var state = Tick(Tick(New, TimeSpan.Zero), TimeSpan.FromMinutes(11), isEarned: false);
        Assert.Equal((0, true, RolloutPhase.Progressing), (state.Step, state.IsHolding, state.Phase));

        state = Tick(state, TimeSpan.FromSeconds(1));
        Assert.Equal((1, false), (state.Step, state.IsHolding));
    }

    [Fact]
    public void An_approval_waits_at_the_weight_it_has()
    {
        var state = AtApproval();
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Approval, "10%"), (state.Phase, state.Reason, state.Weight.ToString()));
        Assert.Same(state, Tick(state, TimeSpan.FromDays(3)));
        Assert.Contains("approval", Refused(state, RolloutVerb.Resume), StringComparison.Ordinal);

        state = Command(state, RolloutVerb.Approve);
        Assert.Equal((RolloutPhase.Progressing, 3, "50%"), (state.Phase, state.Step, state.Weight.ToString()));
        Assert.NotNull(Refused(state, RolloutVerb.Approve));
    }

    [Fact]
    public void Entering_100_percent_is_promoted_and_the_bake_begins()
    {
        var state = Promoted();
        Assert.Equal((RolloutPhase.Promoted, Share.All, false), (state.Phase, state.Weight, state.IsBaked));

        var baked = Tick(Tick(state, TimeSpan.FromMinutes(59)), TimeSpan.FromMinutes(1));
        Assert.True(baked.IsBaked);
        Assert.False(baked.IsGuarded);
        var late = RolloutStateMachine.Next(s_plan, baked, new RolloutEvent.Breach("late"), s_now);
        Assert.Equal(("alerted", baked.Phase, baked.Weight, true), (late.Transition!.What, late.State.Phase, late.State.Weight, late.State.IsBaked));
    }

    [Fact]
    public void A_breach_rolls_back_in_every_guarded_phase_and_only_a_retry_returns()
    {
        foreach (var state in new[] { Tick(New, TimeSpan.Zero), AtApproval(), Command(Tick(New, TimeSpan.Zero), RolloutVerb.Pause), Promoted() })
        {
            var back = RolloutStateMachine.Next(s_plan, state, new RolloutEvent.Breach("9 of 61"), s_now).State;
            Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach, Share.None), (back.Phase, back.Reason, back.Weight));
            Assert.Equal("9 of 61", back.History[^1].Explanation);

            foreach (var verb in new[] { RolloutVerb.Promote, RolloutVerb.PromoteFully, RolloutVerb.Approve, RolloutVerb.Resume })
            {
                Assert.NotNull(Refused(back, verb));
            }

            Assert.Same(back, Tick(back, TimeSpan.FromDays(1)));
            var again = Command(back, RolloutVerb.Retry);
            Assert.Equal((RolloutPhase.Progressing, -1, Share.None, 0), (again.Phase, again.Step, again.Weight, again.Crashes));
        }
    }

    [Fact]
    public void Promote_waives_the_evidence_and_says_so()
    {
        var state = Command(Tick(New, TimeSpan.Zero), RolloutVerb.Promote);
        Assert.Equal((1, "10%"), (state.Step, state.Weight.ToString()));
        Assert.StartsWith("evidence waived: ", state.History[^1].Explanation, StringComparison.Ordinal);

        var full = Command(state, RolloutVerb.PromoteFully);
        Assert.Equal((RolloutPhase.Promoted, 4), (full.Phase, full.Step));
        Assert.NotNull(Refused(full, RolloutVerb.Promote));
    }

    [Fact]
    public void A_pause_keeps_the_weight_and_time_stands_still()
    {
        var paused = Command(Tick(New, TimeSpan.Zero), RolloutVerb.Pause);
        Assert.Equal("1%", paused.Weight.ToString());
        Assert.Same(paused, Tick(paused, TimeSpan.FromDays(1)));

        var resumed = Command(paused, RolloutVerb.Resume);
        Assert.Equal((RolloutPhase.Progressing, 0), (resumed.Phase, resumed.Step));
    }

    [Fact]
    public void The_third_crash_in_a_row_takes_the_candidate_back_and_a_clean_stop_starts_the_count_anew()
    {
        var state = Tick(New, TimeSpan.Zero);
        state = Crash(Crash(state));
        Assert.Equal((RolloutPhase.Progressing, 2), (state.Phase, state.Crashes));

        var clean = RolloutStateMachine.Next(s_plan, Take(state), new RolloutEvent.Leave(), s_now).State;
        Assert.Equal((RolloutPhase.Progressing, 1), (Crash(clean).Phase, Crash(clean).Crashes));

        var third = Crash(state);
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Crash), (third.Phase, third.Reason));

        RolloutState Take(RolloutState s) => RolloutStateMachine.Next(s_plan, s, new RolloutEvent.Take(), s_now).State;
        RolloutState Crash(RolloutState s) => RolloutStateMachine.Next(s_plan, Take(s), new RolloutEvent.Crash(), s_now).State;
    }

    [Fact]
    public void Without_a_serving_mark_there_was_no_crash()
    {
        var state = Tick(New, TimeSpan.Zero);
        Assert.Same(state, RolloutStateMachine.Next(s_plan, state, new RolloutEvent.Crash(), s_now).State);
    }

    [Theory]
    [InlineData("20% for 1h, 100%", -1)]
    [InlineData("5%, 10%, 20%, 100%", 1)]
    [InlineData("2%, approval, 20%, 100%", 0)]
    public void A_new_plan_takes_over_at_the_present_weight(string steps, int step)
    {
        var state = Command(Tick(New, TimeSpan.Zero), RolloutVerb.Promote);
        var plan = Plans.Of([.. steps.Split(", ").Select(ParseStep)]);

        var planned = RolloutStateMachine.Next(plan, state, new RolloutEvent.Replan(), s_now).State;

        Assert.Equal(("10%", step, RolloutPhase.Progressing), (planned.Weight.ToString(), planned.Step, planned.Phase));
        var held = RolloutStateMachine.Next(plan, planned, new RolloutEvent.Tick(TimeSpan.FromDays(1), IsEarned: false, ""), s_now).State;
        Assert.Equal("10%", held.Weight.ToString());
    }

    [Fact]
    public void A_new_plan_without_the_approval_no_longer_waits_for_it()
    {
        var plan = Plans.Of(Plans.Percent("10%"), Plans.Percent("100%"));
        var planned = RolloutStateMachine.Next(plan, AtApproval(), new RolloutEvent.Replan(), s_now).State;
        Assert.Equal((RolloutPhase.Progressing, 0, "10%"), (planned.Phase, planned.Step, planned.Weight.ToString()));

        var same = Plans.Of(Plans.Percent("10%"), Plans.Approval, Plans.Percent("100%"));
        planned = RolloutStateMachine.Next(same, AtApproval(), new RolloutEvent.Replan(), s_now).State;
        Assert.Equal((RolloutPhase.Paused, RolloutReason.Approval, 1), (planned.Phase, planned.Reason, planned.Step));
    }

    [Fact]
    public void History_is_bounded()
    {
        var state = Tick(New, TimeSpan.Zero);
        for (var i = 0; i < 100; i++)
        {
            state = Command(Command(state, RolloutVerb.Pause), RolloutVerb.Resume);
        }

        Assert.Equal(RolloutState.MostHistory, state.History.Length);
        Assert.Equal(201, state.Version);
    }

    private static Step ParseStep(string text) => text == "approval"
        ? Plans.Approval
        : Plans.Percent(text.Split(' ')[0], text.Contains("for", StringComparison.Ordinal) ? TimeSpan.FromHours(1) : null);

    private static RolloutState Tick(RolloutState state, TimeSpan elapsed, bool isEarned = true) =>
        RolloutStateMachine.Next(s_plan, state, new RolloutEvent.Tick(elapsed, isEarned, "evidence"), s_now).State;

    private static RolloutState Command(RolloutState state, RolloutVerb verb) =>
        RolloutStateMachine.Next(s_plan, state, new RolloutEvent.Command(verb, "because", "ann"), s_now).State;

    private static string? Refused(RolloutState state, RolloutVerb verb)
    {
        var decision = RolloutStateMachine.Next(s_plan, state, new RolloutEvent.Command(verb, "because", "ann"), s_now);
        Assert.Same(state, decision.State);
        return decision.Refusal;
    }

    private static RolloutState AtApproval()
    {
        var state = Tick(Tick(Tick(New, TimeSpan.Zero), TimeSpan.FromMinutes(10)), TimeSpan.FromSeconds(1));
        Assert.Equal(2, state.Step);
        return state;
    }

    private static RolloutState Promoted() => Tick(Command(AtApproval(), RolloutVerb.Approve), TimeSpan.FromHours(1));
}
