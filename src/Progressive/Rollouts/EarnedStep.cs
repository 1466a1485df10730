using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>
/// Whether the evidence allows the next share: for every absolute guard even the worst rate that is not excluded yet would keep the whole service
/// inside the guard there. Relative guards and guards that only report do not hold a step.
/// </summary>
internal static class EarnedStep
{
    /// <summary>
    /// Said where a rollout holds and nothing was ever counted. Not a warning at start: a flag that is only read is known when it is read, and a worker may
    /// open its own call scopes, so before traffic nothing of this is certain.
    /// </summary>
    public const string NoCalls =
        "no call of this flag, not even of stable, was seen in this process yet: check that code uses it, and where it is only read, that UseProgressiveDelivery() is called";

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
