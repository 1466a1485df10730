using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>What the steps of a plan owe each other: previews first, shares that rise to 100%, then perhaps a commit, and every step has an end.</summary>
internal static class StepRules
{
    public static void Check(Written plan, string label, IReadOnlyList<(Step Step, Written Written)> steps, IReadOnlyList<Guard> guards, SegmentCatalog segments)
    {
        if (steps.Count == 0)
        {
            plan.Complain(ErrorCodes.PlanWithoutSteps, $"{label} has no steps. Write at least \"Steps\": [ \"100%\" ].");
            return;
        }

        (int Number, Share Share)? before = null;
        var ofSegments = new Dictionary<string, (int Number, Share Share)>(StringComparer.OrdinalIgnoreCase);
        int? last = null;
        int? commit = null;
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, written) = steps[i];
            var number = i + 1;
            if (Unsupported(step) is { } unsupported)
            {
                written.Complain(ErrorCodes.NotSupported, $"{label} step {number} '{step}': {unsupported} not supported by this version. Remove the step; it is refused rather than ignored.");
                continue;
            }

            if (commit is { } committed)
            {
                written.Complain(ErrorCodes.CommitPosition, $"{label} step {number} '{step}' comes after step {committed} (commit), which is the end. Remove it, or move it before the commit.");
                continue;
            }

            if (step.Kind == StepKind.Commit)
            {
                commit = last is null ? null : number;
                if (last is null)
                {
                    written.Complain(ErrorCodes.CommitPosition, $"{label} step {number} commits before the candidate has everything. Move 'commit' to the end, after '100%'.");
                }

                continue;
            }

            if (last is { } end)
            {
                written.Complain(ErrorCodes.StepAfterLast, $"{label} step {number} '{step}' comes after step {end} (100%), which promotes the candidate. Remove it, or move it before the 100%.");
                continue;
            }

            if (step.Kind == StepKind.Preview && before is { } earlier)
            {
                written.Complain(
                    ErrorCodes.PreviewPosition,
                    $"{label} step {number} '{step}' comes after step {earlier.Number} ({earlier.Share}), at which the candidate already has a share. Move it before the first share.");
            }

            if (step is { Kind: StepKind.Share, Segment: { } segment })
            {
                segments.Find(written, segment);
                CheckSegmentShare(label, number, step, written, ofSegments.TryGetValue(segment, out var of) ? of : null, before);
                ofSegments[segment] = (number, step.Share);
            }
            else if (step.Kind == StepKind.Share)
            {
                CheckShare(label, number, step, written, before);
                before = (number, step.Share);
                last = step.Promotes ? number : null;
            }

            CheckDuration(label, number, step, written, i + 1 < steps.Count ? steps[i + 1].Step : null, guards);
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

    private static void CheckSegmentShare(
        string label, int number, Step step, Written written, (int Number, Share Share)? ofSegment, (int Number, Share Share)? ofEverybody)
    {
        CheckShare(label, number, step, written, ofSegment);
        if (ofEverybody is { } all && step.Share <= all.Share)
        {
            written.Complain(
                ErrorCodes.SegmentStep,
                $"{label} step {number} gives {step.Share} to the segment '{step.Segment}', and everybody has {all.Share} since step {all.Number}. Move it before that step, or raise its share.");
        }
    }

    private static void CheckDuration(string label, int number, Step step, Written written, Step? next, IReadOnlyList<Guard> guards)
    {
        switch (step)
        {
            case { Kind: StepKind.Share, Promotes: false, Duration: null } when guards.Count == 0:
                written.Complain(
                    ErrorCodes.StepWithoutEnd,
                    $"{label} step {number} '{step}' has no duration, and without guards there is no evidence to wait for. Write '{step.Share} for 10m', or add a guard.");
                break;
            case { Kind: StepKind.Preview, Duration: null } when next?.Kind != StepKind.Approval && !guards.Any(CanJudgePreview):
                written.Complain(
                    ErrorCodes.StepWithoutEnd,
                    $"{label} step {number} 'preview' has no end: no duration, no approval after it, and no guard that its calls could satisfy. Write 'preview for 1h', or add the step 'approval' after it.");
                break;
            case { Promotes: true, Duration: not null } when next?.Kind != StepKind.Commit:
                written.Complain(
                    ErrorCodes.TimeAtTheEnd,
                    $"{label} step {number} '{step}' has a time, and nothing comes after it. Write '100%', with a \"Bake\" for how long guards decide after it.");
                break;
        }
    }

    // A preview has no share, so that nothing can be compared with stable there.
    private static bool CanJudgePreview(Guard guard) => guard is { Mode: GuardMode.Enforce, Bound.RelativeToStable: false };

    private static void CheckEnd(Written plan, string label, IReadOnlyList<(Step Step, Written Written)> steps, (int Number, Share Share)? lastShare)
    {
        var (step, written) = steps[^1];
        if (step is { Kind: StepKind.Share, Segment: not null })
        {
            written.Complain(ErrorCodes.LastShare, $"{label} ends with a share of the segment '{step.Segment}'. Add the step '100%', or the candidate would never be promoted.");
        }
        else if (step.Kind == StepKind.Approval)
        {
            written.Complain(ErrorCodes.ApprovalLast, $"{label} ends with an approval, after which nothing would happen. Add the step '100%' after it.");
        }
        else if (step.Kind == StepKind.Preview)
        {
            written.Complain(ErrorCodes.LastShare, $"{label} ends with a preview. Add the step '100%' after it, or the candidate would never be promoted.");
        }
        else if (lastShare is { } share && share.Share < Share.All && step.Kind == StepKind.Share && Unsupported(step) is null)
        {
            plan.Complain(ErrorCodes.LastShare, $"{label} ends at {share.Share} (step {share.Number}). Add the step '100%', or the candidate would never be promoted.");
        }
    }

    private static string? Unsupported(Step step) => step switch
    {
        { Kind: StepKind.Shadow } => "shadow steps are",
        _ => null,
    };
}
