using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>Where a plan leads from where a rollout stands: the next step, the next share, and the ceiling above which nothing leads.</summary>
internal static class PlanCourse
{
    /// <summary>The weight a share step has under the plan's ceiling.</summary>
    public static Share Target(Plan plan, int step) => plan.Steps[step].Share < plan.UpTo ? plan.Steps[step].Share : plan.UpTo;

    /// <summary>What those already have for whom a share step is.</summary>
    public static Share Present(Plan plan, RolloutState state, int step) => state.ShareOf(plan.Steps[step].Segment);

    /// <summary>For whom the candidate is drawn in this step: the segment of the last share step so far; null for everybody, and before the first.</summary>
    public static string? DrawnSegment(Plan plan, RolloutState state)
    {
        for (var i = Math.Min(state.Step, plan.Steps.Count - 1); i >= 0; i--)
        {
            if (plan.Steps[i].Kind == StepKind.Share)
            {
                return plan.Steps[i].Segment;
            }
        }

        return null;
    }

    /// <summary>The share among those for whom the candidate is drawn.</summary>
    public static Share DrawnShare(Plan plan, RolloutState state) => state.ShareOf(DrawnSegment(plan, state));

    /// <summary>The step that a completed one leads to: the next, or the same where a ceiling kept it below its share and has since been raised.</summary>
    public static int Following(Plan plan, RolloutState state) =>
        state.Step >= 0 && plan.Steps[state.Step].Kind == StepKind.Share && Present(plan, state, state.Step) < Target(plan, state.Step) ? state.Step : state.Step + 1;

    /// <summary>The share that the evidence has to allow; null where no share is left.</summary>
    public static Share? NextShare(Plan plan, RolloutState state)
    {
        if (IsCommitAhead(plan, state))
        {
            return Share.All;
        }

        var next = NextShareStep(plan, state);
        return next < 0 ? null : Target(plan, next);
    }

    /// <summary>Whether the ceiling is what keeps the weight where it is.</summary>
    public static bool IsAtCeiling(Plan plan, RolloutState state)
    {
        if (state.Weight < plan.UpTo || state.IsCommitted)
        {
            return false;
        }

        var isCapped = state.Step >= 0 && plan.Steps[state.Step].Kind == StepKind.Share && plan.Steps[state.Step].Share > plan.UpTo;
        return isCapped || (NextShareStep(plan, state) is >= 0 and var next && plan.Steps[next].Share > plan.UpTo);
    }

    /// <summary>Whether the candidate has everything and the plan's commit is what comes next.</summary>
    public static bool IsCommitAhead(Plan plan, RolloutState state) =>
        state.Weight == Share.All && !state.IsCommitted && !state.IsBaked && plan.Steps[^1].Kind == StepKind.Commit;

    /// <summary>The step that promotes; every plan has one, at its end or before its commit.</summary>
    public static int PromotingStep(Plan plan)
    {
        var index = plan.Steps.Count - 1;
        while (index > 0 && !plan.Steps[index].Promotes)
        {
            index--;
        }

        return index;
    }

    /// <summary>Whether a preview ends by asking a person, who looks at it and needs no evidence to be asked.</summary>
    public static bool AsksAfterPreview(Plan plan, RolloutState state) =>
        state.Step >= 0 && plan.Steps[state.Step].Kind == StepKind.Preview
        && state.Step + 1 < plan.Steps.Count && plan.Steps[state.Step + 1].Kind == StepKind.Approval;

    private static int NextShareStep(Plan plan, RolloutState state)
    {
        for (var i = Following(plan, state); i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i].Kind == StepKind.Share)
            {
                return i;
            }
        }

        return -1;
    }
}
