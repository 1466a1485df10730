using System.Collections.Immutable;
using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>An edited plan, in place: never a raise by itself and never a reopening. Only a ceiling below the present weight changes what callers get, downwards.</summary>
internal static class RolloutReplan
{
    public static RolloutDecision Next(Plan plan, RolloutState state, DateTimeOffset now)
    {
        var text = PlanText.Of(plan);
        var isNew = state.PlanText.Length == 0;
        var isEdited = !isNew && !string.Equals(text, state.PlanText, StringComparison.Ordinal);
        var planned = isNew || isEdited ? state with { PlanText = text } : state;
        planned = Drop(plan, Forget(plan, planned));
        if (isEdited)
        {
            planned = Place(plan, planned);
        }

        if ((planned.Weight > plan.UpTo || planned.Segments.Any(entry => entry.Share > plan.UpTo)) && !planned.IsCommitted)
        {
            var why = $"the definition says UpTo {plan.UpTo}";
            return RolloutStateMachine.Record("lowered", Lower(plan, planned), state, "plan", isEdited ? $"{why}; {text}" : why, now);
        }

        // What is over takes note of another text, and has an entry only where it stands at another step of it.
        var isOver = state.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack;
        return isEdited && !(isOver && planned.Step == state.Step)
            ? RolloutStateMachine.Record("replanned", planned, state, "plan", text, now)
            : new RolloutDecision(planned);
    }

    // A guard that the plan no longer has is not breached, and a new one has not been reported.
    private static RolloutState Forget(Plan plan, RolloutState state)
    {
        var kept = state.Reported.Where(text => plan.Guards.Any(guard => guard.ToString() == text)).ToImmutableArray();
        return kept.Length == state.Reported.Length ? state : state with { Reported = kept };
    }

    // A segment that no step names any more has no share: fewer are served, never more.
    private static RolloutState Drop(Plan plan, RolloutState state) =>
        state.Segments.All(entry => plan.Steps.Any(step => string.Equals(step.Segment, entry.Segment, StringComparison.OrdinalIgnoreCase)))
            ? state
            : state with { Segments = [.. state.Segments.Where(entry => plan.Steps.Any(step => string.Equals(step.Segment, entry.Segment, StringComparison.OrdinalIgnoreCase)))] };

    private static RolloutState Place(Plan plan, RolloutState state)
    {
        var last = plan.Steps.Count - 1;
        if (state.Phase == RolloutPhase.RolledBack)
        {
            return state with { Step = Math.Min(state.Step, last) };
        }

        if (state.Weight == Share.All)
        {
            return state with { Step = state.IsCommitted ? last : PlanCourse.PromotingStep(plan) };
        }

        // At the present weight: the last step whose share the candidate already has.
        var step = -1;
        for (var i = 0; i < plan.Steps.Count && state.HasShare; i++)
        {
            if (plan.Steps[i] is { Kind: StepKind.Share, Promotes: false } candidate
                && candidate.Share <= state.ShareOf(candidate.Segment)
                && state.ShareOf(candidate.Segment) > Share.None)
            {
                step = i;
            }
        }

        var isSame = step == state.Step;
        var placed = state with
        {
            Step = step,
            IsHolding = false,
            TimeInStep = isSame ? state.TimeInStep : TimeSpan.Zero,
            TimeHolding = isSame ? state.TimeHolding : TimeSpan.Zero,
        };
        if (state is { Phase: RolloutPhase.Paused, Reason: RolloutReason.Approval })
        {
            // An approval that the edited plan still asks for here stays asked for; one that it dropped is no longer waited for.
            placed = plan.Steps[step + 1].Kind == StepKind.Approval
                ? placed with { Step = step + 1 }
                : placed with { Phase = RolloutPhase.Progressing, Reason = RolloutReason.None };
        }

        return placed;
    }

    private static RolloutState Lower(Plan plan, RolloutState state)
    {
        var lowered = state with
        {
            Weight = state.Weight > plan.UpTo ? plan.UpTo : state.Weight,
            Segments = [.. state.Segments.Select(entry => entry.Share > plan.UpTo ? entry with { Share = plan.UpTo } : entry)],
            IsBaked = false,
            TimeInBake = TimeSpan.Zero,
        };
        if (state.Phase == RolloutPhase.Promoted)
        {
            // On trial again; and callers have it already, so the serving mark is set with it.
            lowered = lowered with { Phase = RolloutPhase.Progressing, Reason = RolloutReason.None, IsServing = true };
        }

        // What lies above is gone through again once the ceiling is raised, step by step: nothing jumps back to where it was.
        return Place(plan, lowered);
    }
}
