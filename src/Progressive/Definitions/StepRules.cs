using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>What the steps of a plan owe each other: shares rise to 100%, and every step has an end.</summary>
internal static class StepRules
{
    public static void Check(Written plan, string label, IReadOnlyList<(Step Step, Written Written)> steps, bool hasGuards)
    {
        if (steps.Count == 0)
        {
            plan.Complain(ErrorCodes.PlanWithoutSteps, $"{label} has no steps. Write at least \"Steps\": [ \"100%\" ].");
            return;
        }

        (int Number, Share Share)? before = null;
        int? last = null;
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, written) = steps[i];
            var number = i + 1;
            if (Unsupported(step) is { } unsupported)
            {
                written.Complain(ErrorCodes.NotSupported, $"{label} step {number} '{step}': {unsupported} not supported by this version. Remove the step; it is refused rather than ignored.");
                continue;
            }

            if (last is { } end)
            {
                written.Complain(ErrorCodes.StepAfterLast, $"{label} step {number} '{step}' comes after step {end} (100%), which promotes the candidate. Remove it, or move it before the 100%.");
                continue;
            }

            if (step.Kind == StepKind.Share)
            {
                CheckShare(label, number, step, written, before);
                before = (number, step.Share);
                last = step.Promotes ? number : null;
            }

            if (step is { Kind: StepKind.Share, Promotes: false, Duration: null } && !hasGuards)
            {
                written.Complain(
                    ErrorCodes.StepWithoutEnd,
                    $"{label} step {number} '{step}' has no duration, and without guards there is no evidence to wait for. Write '{step.Share} for 10m', or add a guard.");
            }
        }

        CheckEnd(plan, label, steps, before);
    }

    private static void CheckShare(string label, int number, Step step, Written written, (int Number, Share Share)? before)
    {
        if (step.Share == Share.None)
        {
            written.Complain(ErrorCodes.ZeroShare, $"{label} step {number} sets 0%. A rollout starts at 0% by itself; remove the step, or set the first share that is to be tried.");
        }
        else if (before is { } earlier && step.Share < earlier.Share)
        {
            written.Complain(
                ErrorCodes.DecreasingShare,
                $"{label} step {number} sets {step.Share}, below step {earlier.Number} ({earlier.Share}). Weights must not decrease; abort the rollout to go back.");
        }
    }

    private static void CheckEnd(Written plan, string label, IReadOnlyList<(Step Step, Written Written)> steps, (int Number, Share Share)? lastShare)
    {
        var (step, written) = steps[^1];
        if (step.Kind == StepKind.Approval)
        {
            written.Complain(ErrorCodes.ApprovalLast, $"{label} ends with an approval, after which nothing would happen. Add the step '100%' after it.");
        }
        else if (lastShare is { } share && share.Share < Share.All && Unsupported(step) is null)
        {
            plan.Complain(ErrorCodes.LastShare, $"{label} ends at {share.Share} (step {share.Number}). Add the step '100%', or the candidate would never be promoted.");
        }
    }

    private static string? Unsupported(Step step) => step switch
    {
        { Kind: StepKind.Shadow } => "shadow steps are",
        { Kind: StepKind.Preview } => "preview steps are",
        { Kind: StepKind.Commit } => "commit steps are",
        { Segment: not null } => "shares of a segment are",
        _ => null,
    };
}
