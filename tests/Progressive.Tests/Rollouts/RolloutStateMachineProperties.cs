using CsCheck;
using Progressive.Assignment;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class RolloutStateMachineProperties
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Plan> s_plans = Gen.Select(
        Gen.Int[1, 99].Array[1, 5],
        Gen.Bool.Array[5],
        Gen.Bool.Array[5],
        Gen.Int[0, 2],
        (shares, approvals, timed, bake) =>
        {
            var steps = new List<Step>();
            Array.Sort(shares);
            for (var i = 0; i < shares.Length; i++)
            {
                steps.Add(Plans.Percent($"{shares[i]}%", timed[i] ? TimeSpan.FromMinutes(i + 1) : null));
                if (approvals[i])
                {
                    steps.Add(Plans.Approval);
                }
            }

            steps.Add(Plans.Percent("100%"));
            return Plans.Of([.. steps]) with { Bake = TimeSpan.FromMinutes(bake) };
        });

    private static readonly Gen<RolloutEvent> s_events = Gen.Frequency(
        (6, Gen.Select(Gen.Int[0, 180], Gen.Bool, RolloutEvent (s, earned) => new RolloutEvent.Tick(TimeSpan.FromSeconds(s), earned, "e"))),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Breach("b"))),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Crash())),
        (2, Gen.Const<RolloutEvent>(new RolloutEvent.Take())),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Leave())),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Replan())),
        (4, Gen.Enum<RolloutVerb>().Select(RolloutEvent (verb) => new RolloutEvent.Command(verb, "r", "o"))));

    [Fact]
    public void Exposure_rises_only_by_earned_ticks_and_by_operators_that_raise() => ForEveryRun((plan, before, happened, after) =>
    {
        if (after.Weight > before.Weight)
        {
            var isEarned = happened is RolloutEvent.Tick { IsEarned: true } || (happened is RolloutEvent.Tick && before is { Step: -1 } && before.Weight == Share.None);
            var isCommanded = happened is RolloutEvent.Command { Verb: RolloutVerb.Promote or RolloutVerb.PromoteFully or RolloutVerb.Approve };
            Assert.True(isEarned || isCommanded, $"{happened} raised {before.Weight} to {after.Weight}");
        }
    });

    [Fact]
    public void What_is_rolled_back_stays_so_until_a_retry() => ForEveryRun((plan, before, happened, after) =>
    {
        if (before.Phase == RolloutPhase.RolledBack && happened is not RolloutEvent.Command { Verb: RolloutVerb.Retry })
        {
            Assert.Equal(RolloutPhase.RolledBack, after.Phase);
            Assert.Equal(Share.None, after.Weight);
        }
    });

    [Fact]
    public void A_breach_while_guarded_always_ends_at_weight_zero() => ForEveryRun((plan, before, happened, after) =>
    {
        if (happened is RolloutEvent.Breach && before.IsGuarded)
        {
            Assert.Equal((RolloutPhase.RolledBack, Share.None, false), (after.Phase, after.Weight, after.IsServing));
        }
    });

    [Fact]
    public void Weight_is_100_percent_exactly_when_promoted() => ForEveryRun((plan, before, happened, after) =>
        Assert.Equal(after.Phase == RolloutPhase.Promoted, after.Weight == Share.All));

    [Fact]
    public void The_version_counts_the_entries_of_history_and_the_last_entry_tells_the_state() => ForEveryRun((plan, before, happened, after) =>
    {
        Assert.InRange(after.Version - before.Version, 0, 1);
        if (after.Version > before.Version)
        {
            var entry = after.History[^1];
            Assert.Equal((after.Phase, after.Reason, after.Step, before.Weight, after.Weight), (entry.Phase, entry.Reason, entry.Step, entry.From, entry.To));
        }
        else
        {
            Assert.Equal((before.Phase, before.Weight, before.Step), (after.Phase, after.Weight, after.Step));
        }
    });

    [Fact]
    public void Steps_stay_inside_the_plan_and_a_paused_rollout_does_not_move_by_time() => ForEveryRun((plan, before, happened, after) =>
    {
        Assert.InRange(after.Step, -1, plan.Steps.Count - 1);
        if (before.Phase == RolloutPhase.Paused && happened is RolloutEvent.Tick)
        {
            Assert.Same(before, after);
        }
    });

    private static void ForEveryRun(Action<Plan, RolloutState, RolloutEvent, RolloutState> check) =>
        Gen.Select(s_plans, s_plans, s_events.Array[1, 60]).Sample((first, second, events) =>
        {
            var plan = first;
            var state = RolloutStateMachine.Next(plan, new RolloutState { Revision = "1" }, new RolloutEvent.Replan(), s_now).State;
            foreach (var happened in events)
            {
                if (happened is RolloutEvent.Replan)
                {
                    plan = ReferenceEquals(plan, first) ? second : first;
                }

                var next = RolloutStateMachine.Next(plan, state, happened, s_now).State;
                check(plan, state, happened, next);
                state = next;
            }
        }, iter: 2_000);
}
