using CsCheck;
using Progressive.Assignment;
using Progressive.Guards;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class RolloutStateMachineProperties
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] s_guards = ["error_rate < 1%", "rejection_rate < 5%", "error_rate < 2% (warn)"];
    private static readonly string[] s_ceilings = ["0%", "7%", "30%", "60%", "100%", "100%", "100%"];

    private static readonly Gen<Step[]> s_steps = Gen.Select(
        Gen.Int[0, 3],
        Gen.Int[1, 99].Array[1, 5],
        Gen.Bool.Array[5],
        Gen.Bool.Array[5],
        Gen.Int[0, 2],
        Gen.Int[0, 4],
        (preview, shares, approvals, timed, commit, segments) =>
        {
            var steps = new List<Step>();
            if (preview > 0)
            {
                steps.Add(new Step(StepKind.Preview, Duration: preview == 1 ? TimeSpan.FromMinutes(1) : null));
                if (preview == 3)
                {
                    steps.Add(Plans.Approval);
                }
            }

            Array.Sort(shares);
            for (var i = 0; i < segments; i++)
            {
                // Shares of one segment rise, and are above everybody's, which come later.
                steps.Add(new Step(StepKind.Share, Share.Parse($"{(segments - i > 1 ? 60 + i : 100)}%"), timed[i] ? TimeSpan.FromMinutes(1) : null, i % 2 == 0 ? "staff" : "partners"));
            }

            for (var i = 0; i < shares.Length; i++)
            {
                steps.Add(Plans.Percent($"{shares[i]}%", timed[i] ? TimeSpan.FromMinutes(i + 1) : null));
                if (approvals[i])
                {
                    steps.Add(Plans.Approval);
                }
            }

            steps.Add(Plans.Percent("100%", commit == 2 ? TimeSpan.FromMinutes(1) : null));
            if (commit > 0)
            {
                steps.Add(new Step(StepKind.Commit));
            }

            return steps.ToArray();
        });

    private static readonly Gen<Plan> s_plans = Gen.Select(
        s_steps,
        Gen.Int[0, 2],
        Gen.Enum<BreachAction>(),
        Gen.Enum<UndecidedAction>(),
        Gen.Int[0, 4],
        Gen.Int[0, 6].Select(i => s_ceilings[i]),
        (steps, bake, onBreach, onUndecided, maxHold, upTo) => Plans.Guarded(s_guards, steps) with
        {
            Bake = TimeSpan.FromMinutes(bake),
            OnBreach = onBreach,
            OnUndecided = onUndecided,
            MaxHold = maxHold == 0 ? null : TimeSpan.FromMinutes(maxHold),
            UpTo = Share.Parse(upTo),
        });

    private static readonly Gen<string?> s_freeze = Gen.Int[0, 4].Select(string? (i) => i == 0 ? "a freeze" : null);

    private static readonly Gen<RolloutEvent> s_events = Gen.Frequency(
        (12, Gen.Select(Gen.Int[0, 180], Gen.Bool, s_freeze, RolloutEvent (s, earned, freeze) => new RolloutEvent.Tick(TimeSpan.FromSeconds(s), earned, "e", freeze))),
        (1, Gen.Int[0, 2].Select(RolloutEvent (i) => new RolloutEvent.Breach("b", s_guards[i], Guard.Parse(s_guards[i]).Mode))),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Crash())),
        (2, Gen.Const<RolloutEvent>(new RolloutEvent.Take())),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Leave())),
        (1, Gen.Const<RolloutEvent>(new RolloutEvent.Replan())),
        (5, Gen.Select(Gen.Enum<RolloutVerb>(), s_freeze, RolloutEvent (verb, freeze) => new RolloutEvent.Command(verb, "r", "o", freeze))));

    [Fact]
    public void Exposure_rises_only_by_evidence_by_operators_that_raise_and_where_the_plan_gives_up_waiting() => ForEveryRun((plan, before, happened, after) =>
    {
        if (IsMore(before, after) || (after.IsCommitted && !before.IsCommitted))
        {
            var isFirst = happened is RolloutEvent.Tick && before is { Step: -1, HasShare: false };
            var isEarned = happened is RolloutEvent.Tick { IsEarned: true };
            var isCommanded = happened is RolloutEvent.Command { Verb: RolloutVerb.Promote or RolloutVerb.PromoteFully or RolloutVerb.Approve };
            var isGivenUp = happened is RolloutEvent.Tick && plan is { OnUndecided: UndecidedAction.Proceed, MaxHold: not null }
                && before.TimeHolding + ((RolloutEvent.Tick)happened).Elapsed >= plan.MaxHold
                && after.History[^1].Explanation.StartsWith("proceeded without evidence: ", StringComparison.Ordinal);
            Assert.True(isFirst || isEarned || isCommanded || isGivenUp, $"{happened} raised {before.Weight} to {after.Weight}");
            if (happened is RolloutEvent.Command { Verb: not RolloutVerb.Approve })
            {
                Assert.Contains("evidence waived: r", after.History[^1].Explanation, StringComparison.Ordinal);
            }
        }
    });

    [Fact]
    public void Everybody_gets_the_candidate_only_on_evidence_or_where_the_history_says_who_did_without() => ForEveryRun((plan, before, happened, after) =>
    {
        if (after.Phase == RolloutPhase.Promoted && before.Weight < Share.All)
        {
            var entry = after.History[^1];
            Assert.True(
                happened is RolloutEvent.Tick { IsEarned: true }
                || (happened is RolloutEvent.Tick && entry.Explanation.StartsWith("proceeded without evidence: ", StringComparison.Ordinal))
                || entry.By == "o",
                $"{happened} promoted: {entry.Explanation}");
        }
    });

    [Fact]
    public void A_freeze_is_passed_by_no_tick_and_by_operators_only_on_the_record() => ForEveryRun((plan, before, happened, after) =>
    {
        var isRaised = IsMore(before, after) || (after.IsCommitted && !before.IsCommitted);
        if (happened is RolloutEvent.Tick { Freeze: not null })
        {
            Assert.False(isRaised);
            Assert.True(after.TimeHolding <= before.TimeHolding, "A freeze is no time of holding.");
            Assert.Equal(before.Phase == RolloutPhase.RolledBack, after.Phase == RolloutPhase.RolledBack);
        }
        else if (isRaised && happened is RolloutEvent.Command { Freeze: not null })
        {
            Assert.StartsWith("freeze overridden (a freeze): ", after.History[^1].Explanation, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void No_weight_is_above_the_ceiling_but_one_that_is_committed() => ForEveryRun((plan, before, happened, after) =>
        Assert.True(
            (after.Weight <= plan.UpTo && after.Segments.All(entry => entry.Share <= plan.UpTo)) || after.IsCommitted, $"{happened}: {after.Weight} above {plan.UpTo}"));

    [Fact]
    public void Editing_never_raises_never_reopens_and_lowers_only_to_a_ceiling() => ForEveryRun((plan, before, happened, after) =>
    {
        if (happened is RolloutEvent.Replan)
        {
            Assert.Equal(before.IsCommitted || before.Weight < plan.UpTo ? before.Weight : plan.UpTo, after.Weight);
            Assert.False(IsMore(before, after));
            Assert.Equal((before.Phase == RolloutPhase.RolledBack, before.IsCommitted), (after.Phase == RolloutPhase.RolledBack, after.IsCommitted));
        }
    });

    [Fact]
    public void What_is_rolled_back_stays_so_until_a_retry() => ForEveryRun((plan, before, happened, after) =>
    {
        if (before.Phase == RolloutPhase.RolledBack && happened is not RolloutEvent.Command { Verb: RolloutVerb.Retry })
        {
            Assert.Equal(RolloutPhase.RolledBack, after.Phase);
            Assert.False(after.HasShare);
        }
    });

    [Fact]
    public void Every_word_of_history_may_be_asked_for_by_a_webhook() => ForEveryRun((_, _, _, after) =>
        Assert.All(after.History, entry => Assert.Contains(entry.What, Progressive.Rollouts.Webhooks.WebhookOptionsValidator.Transitions)));

    [Fact]
    public void A_breach_while_guarded_does_what_the_plan_says_and_never_raises() => ForEveryRun((plan, before, happened, after) =>
    {
        if (happened is not RolloutEvent.Breach breach)
        {
            return;
        }

        Assert.False(IsMore(before, after));
        if (before.IsLeftAlone)
        {
            Assert.Equal((before.Phase, before.Weight, before.Step, before.IsServing, before.Version + 1), (after.Phase, after.Weight, after.Step, after.IsServing, after.Version));
        }
        else if (!before.IsGuarded)
        {
            Assert.Same(before, after);
        }
        else if (breach.Mode != GuardMode.Enforce || plan.OnBreach == BreachAction.Alert)
        {
            Assert.Equal((before.Phase, before.Reason, before.Weight, before.Step), (after.Phase, after.Reason, after.Weight, after.Step));
            Assert.Equal(before.Version + (before.Reported.Contains(breach.Guard) ? 0 : 1), after.Version);
        }
        else if (plan.OnBreach == BreachAction.RollBack && !before.IsCommitted)
        {
            Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach, Share.None, false), (after.Phase, after.Reason, after.Weight, after.IsServing));
        }
        else if (!before.Reported.Contains(breach.Guard))
        {
            Assert.Equal((RolloutPhase.Paused, RolloutReason.Breach, before.Weight), (after.Phase, after.Reason, after.Weight));
        }
    });

    [Fact]
    public void After_a_rollback_by_a_guard_or_an_abort_nothing_but_a_retry_exposes_anybody() => ForEveryRun((plan, before, happened, after) =>
    {
        var last = before.History.IsEmpty ? null : before.History[^1];
        if (last is { What: "rolled-back" } && happened is not RolloutEvent.Command { Verb: RolloutVerb.Retry })
        {
            Assert.Equal(Share.None, after.Weight);
        }

        if (happened is RolloutEvent.Command { Verb: RolloutVerb.Abort } && !before.IsCommitted)
        {
            Assert.Equal((RolloutPhase.RolledBack, Share.None), (after.Phase, after.Weight));
        }
    });

    [Fact]
    public void What_is_committed_has_everything_for_good() => ForEveryRun((plan, before, happened, after) =>
    {
        if (before.IsCommitted)
        {
            Assert.True(after.IsCommitted);
            Assert.Equal(Share.All, after.Weight);
            Assert.True(after.Phase is RolloutPhase.Promoted or RolloutPhase.Paused);
            Assert.True(after.IsGuarded);
        }
    });

    [Fact]
    public void Weight_is_100_percent_exactly_when_promoted_or_paused_there() => ForEveryRun((plan, before, happened, after) =>
    {
        Assert.True(after.Phase != RolloutPhase.Promoted || after.Weight == Share.All);
        Assert.True(after.Weight != Share.All || after.Phase is RolloutPhase.Promoted or RolloutPhase.Paused);
        Assert.True(after.Phase != RolloutPhase.Paused || after.Weight < Share.All || after.Reason is RolloutReason.Breach or RolloutReason.Operator);
    });

    [Fact]
    public void The_version_counts_the_entries_of_history_and_the_last_entry_tells_the_state() => ForEveryRun((plan, before, happened, after) =>
    {
        Assert.InRange(after.Version - before.Version, 0, 1);
        if (after.Version > before.Version)
        {
            var entry = after.History[^1];
            Assert.Equal(
                (after.Phase, after.Reason, after.Step, before.ShareOf(entry.Segment), after.ShareOf(entry.Segment)), (entry.Phase, entry.Reason, entry.Step, entry.From, entry.To));
            Assert.True(entry.Segment is null || after.Weight == before.Weight);
        }
        else
        {
            Assert.Equal((before.Phase, before.Reason, before.Weight, before.Step), (after.Phase, after.Reason, after.Weight, after.Step));
        }

        // Read from its beginning to its end, the history is one unbroken story that leads to the state.
        var weight = after.History.FirstOrDefault(entry => entry.Segment is null)?.From ?? Share.None;
        foreach (var entry in after.History.Where(entry => entry.Segment is null))
        {
            Assert.Equal(weight, entry.From);
            weight = entry.To;
        }

        Assert.Equal(weight, after.Weight);
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

    [Fact]
    public void No_approval_is_passed_but_by_a_person() => ForEveryRun((plan, before, happened, after) =>
    {
        if (happened is RolloutEvent.Tick && after.Step > before.Step)
        {
            Assert.DoesNotContain(plan.Steps.Skip(before.Step + 1).Take(after.Step - before.Step - 1), step => step.Kind == StepKind.Approval);
        }

        if (before is { Phase: RolloutPhase.Paused, Reason: RolloutReason.Approval } && happened is RolloutEvent.Command { Verb: RolloutVerb.Resume })
        {
            Assert.Same(before, after);
        }
    });

    // For somebody in a segment or in none.
    private static bool IsMore(RolloutState before, RolloutState after) =>
        after.Weight > before.Weight || after.Segments.Any(entry => entry.Share > before.Weight && entry.Share > before.ShareOf(entry.Segment));

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
        }, iter: 3_000);
}
