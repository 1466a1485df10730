using Progressive.Diagnostics;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What time does: steps are completed, holds run out, bakes end. Nothing here raises without evidence but what the plan says in so many words.</summary>
internal static class RolloutProgress
{
    public static RolloutDecision Next(Plan plan, RolloutState state, RolloutEvent.Tick tick, DateTimeOffset now) => state.Phase switch
    {
        RolloutPhase.Progressing => Progress(plan, state, tick, now),
        RolloutPhase.Promoted when !state.IsBaked => Bake(plan, state, tick, now),
        _ => new RolloutDecision(state),
    };

    private static RolloutDecision Progress(Plan plan, RolloutState state, RolloutEvent.Tick tick, DateTimeOffset now)
    {
        // Before the first share nothing has been served, so there is nothing to have earned; a re-planned rollout that already has weight must earn its next share.
        var isFirst = state.Step < 0 && !state.HasShare;
        var progressed = state.Step < 0 ? state : state with { TimeInStep = state.TimeInStep + tick.Elapsed };
        if (state.Step >= 0 && plan.Steps[state.Step].Duration is { } duration && progressed.TimeInStep < duration)
        {
            return new RolloutDecision(progressed with { IsHolding = false });
        }

        var following = PlanCourse.Following(plan, state);
        var isPreview = following < plan.Steps.Count && plan.Steps[following].Kind == StepKind.Preview;
        if (following >= plan.Steps.Count || (PlanCourse.IsAtCeiling(plan, state) && !isPreview))
        {
            return new RolloutDecision(progressed with { IsHolding = false });
        }

        var needsNothing = isFirst || isPreview || PlanCourse.AsksAfterPreview(plan, state);
        return Complete(plan, progressed, tick, following, needsNothing, isFirst ? "nothing has been served yet" : tick.Evidence, now);
    }

    private static RolloutDecision Bake(Plan plan, RolloutState state, RolloutEvent.Tick tick, DateTimeOffset now)
    {
        var baking = state with { TimeInBake = state.TimeInBake + tick.Elapsed };
        var isOver = baking.TimeInBake >= plan.Bake;
        if (!PlanCourse.IsCommitAhead(plan, state))
        {
            return isOver
                ? RolloutStateMachine.Record("baked", baking with { IsBaked = true, IsHolding = false, IsServing = false, Crashes = 0 }, baking, "plan", tick.Evidence, now)
                : new RolloutDecision(baking);
        }

        // Guards decide until the commit: it is the one step that nobody can take back.
        baking = baking with { TimeInStep = state.TimeInStep + tick.Elapsed };
        return isOver && !(plan.Steps[state.Step].Duration is { } duration && baking.TimeInStep < duration)
            ? Complete(plan, baking, tick, plan.Steps.Count - 1, needsNothing: false, tick.Evidence, now)
            : new RolloutDecision(baking with { IsHolding = false });
    }

    private static RolloutDecision Complete(
        Plan plan, RolloutState state, RolloutEvent.Tick tick, int following, bool needsNothing, string evidence, DateTimeOffset now)
    {
        if (tick.IsEarned || needsNothing)
        {
            // Asking a person and showing to nobody raise nothing, so a freeze does not delay them.
            return tick.Freeze is null || plan.Steps[following].Kind is StepKind.Approval or StepKind.Preview
                ? RolloutStateMachine.Enter(plan, state, following, "plan", evidence, now)
                : new RolloutDecision(state with { IsHolding = false });
        }

        if (tick.Freeze is not null || plan.MaxHold is not { } most)
        {
            return new RolloutDecision(state with { IsHolding = true });
        }

        var holding = state with { IsHolding = true, TimeHolding = state.TimeHolding + tick.Elapsed };
        return holding.TimeHolding < most ? new RolloutDecision(holding) : GiveUp(plan, holding, state.TimeHolding >= most, tick, following, now);
    }

    private static RolloutDecision GiveUp(Plan plan, RolloutState holding, bool isOld, RolloutEvent.Tick tick, int following, DateTimeOffset now)
    {
        var limit = DurationText.Format(plan.MaxHold!.Value);
        switch (plan.OnUndecided)
        {
            case UndecidedAction.Proceed when Breached(plan, holding) is null:
                return RolloutStateMachine.Enter(plan, holding, following, "plan", $"proceeded without evidence: {tick.Evidence}", now);
            case UndecidedAction.RollBack:
                return RolloutStateMachine.RollBack(holding, RolloutReason.Undecided, "plan", $"undecided for {limit}: {tick.Evidence}", now);
            case var _ when isOld:
                return new RolloutDecision(holding);
            default:
                var why = Breached(plan, holding) is { } breached ? $"{breached} is breached" : tick.Evidence;
                return RolloutStateMachine.Record("undecided", holding, holding, "plan", $"holding for {limit}: {why}", now);
        }
    }

    private static Guard? Breached(Plan plan, RolloutState state) =>
        plan.Guards.FirstOrDefault(guard => guard.Mode == GuardMode.Enforce && state.Reported.Contains(guard.ToString()));
}
