using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What a tick knows when it comes: the time that passed, whether the next share is earned, and by what evidence.</summary>
internal static class StepEvidence
{
    public static RolloutEvent.Tick Tick(Plan plan, RolloutState state, TimeSpan elapsed, GuardWatch? watch, string? freeze)
    {
        var (isEarned, evidence) = Read(plan, state, elapsed, watch);
        return new RolloutEvent.Tick(elapsed, isEarned, evidence, freeze);
    }

    private static (bool IsEarned, string Evidence) Read(Plan plan, RolloutState state, TimeSpan elapsed, GuardWatch? watch)
    {
        var isMoving = state.Phase == RolloutPhase.Progressing || (state.Phase == RolloutPhase.Promoted && PlanCourse.IsCommitAhead(plan, state));
        if (state is { Phase: RolloutPhase.Progressing, Step: >= 0 } && plan.Steps[state.Step].Duration > state.TimeInStep + elapsed)
        {
            // Nobody asks yet, and the answer takes a search and a sentence.
            return (false, "");
        }

        if (!isMoving || PlanCourse.NextShare(plan, state) is not { } next)
        {
            return (true, "");
        }

        if (plan.Guards.Count == 0)
        {
            return (true, "the plan has no guards");
        }

        // Guards that nobody feeds hold: never a pass for want of a witness.
        return watch is null ? (false, "its guards are not watching yet") : watch.Read(guards =>
        {
            var (isEarned, evidence) = Check(plan, state, guards.Evaluators, next);
            return (isEarned, isEarned || guards.HasSeenCalls ? evidence : $"{evidence}; {EarnedStep.NoCalls}");
        });
    }

    private static (bool IsEarned, string Evidence) Check(Plan plan, RolloutState state, IReadOnlyList<GuardEvaluator> evaluators, Share next)
    {
        var breached = evaluators.FirstOrDefault(e => e.Guard.Mode == GuardMode.Enforce && e.IsBreached);
        if (breached is not null)
        {
            return (false, $"a guard is breached: {breached.Describe()}");
        }

        // Only where both have a share is there a stable to compare with.
        var drawn = PlanCourse.DrawnShare(plan, state);
        var applicable = drawn == Share.None || drawn == Share.All
            ? [.. evaluators.Where(e => !e.Guard.Bound.RelativeToStable)]
            : evaluators;
        return IsPreviewWithoutCalls(plan, state, applicable, out var preview)
            ? preview.Duration is not null && next < Share.All
                ? (true, "nobody was sent to the preview, so there is no evidence of it")
                : (false, "the preview has had no candidate calls; send some to it by a rule, or promote")
            : EarnedStep.Check(applicable, next);
    }

    private static bool IsPreviewWithoutCalls(Plan plan, RolloutState state, IReadOnlyList<GuardEvaluator> applicable, out Step preview)
    {
        preview = plan.Steps[Math.Max(0, state.Step)];
        return state.Step >= 0
            && preview.Kind == StepKind.Preview
            && applicable.Any(e => e.Guard.Mode == GuardMode.Enforce)
            && applicable.All(e => e.CandidateCalls == 0);
    }
}
