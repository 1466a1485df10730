using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>
/// Whether the evidence allows the next share: for every absolute guard even the worst rate that is not excluded yet would keep the whole service
/// inside the guard there. Relative guards and guards that only report do not hold a step.
/// </summary>
internal static class EarnedStep
{
    public static (bool IsEarned, string Evidence) Check(IReadOnlyList<GuardEvaluator> evaluators, Share next)
    {
        List<string>? missing = null;
        List<string>? evidence = null;
        foreach (var evaluator in evaluators)
        {
            if (evaluator.Guard.Mode != GuardMode.Enforce)
            {
                continue;
            }

            var earned = evaluator.Earned(next.Fraction);
            if (!earned.Applicable)
            {
                continue;
            }

            if (earned.Earned)
            {
                (evidence ??= []).Add(evaluator.Describe());
            }
            else
            {
                (missing ??= []).Add($"{evaluator.Guard} at {next} needs about {earned.MissingCalls} more good candidate calls");
            }
        }

        return missing is null ? (true, evidence is null ? "" : string.Join("; ", evidence)) : (false, string.Join("; ", missing));
    }
}
