using System.Globalization;
using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>
/// Whether the evidence allows the next share: for every guard that is enforced even the worst that is not excluded yet would keep the whole service inside the guard there.
/// Guards that only report do not hold a step.
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
        var enforced = 0;
        foreach (var evaluator in evaluators)
        {
            if (evaluator.Guard.Mode != GuardMode.Enforce)
            {
                continue;
            }

            enforced++;
            var earned = evaluator.Earned(next.Fraction);
            if (earned is { Applicable: true, Earned: false })
            {
                (missing ??= []).Add(Missing(evaluator.Guard, next, earned));
            }
        }

        return missing is not null ? (false, string.Join("; ", missing))
            : enforced == 0 ? (true, "")
            : (true, string.Join("; ", evaluators.Where(e => e.Guard.Mode == GuardMode.Enforce).Select(e => e.Describe())));
    }

    private static string Missing(Guard guard, Share next, in EarnedResult earned)
    {
        var exclude = double.IsNaN(earned.RateToExclude) ? ""
            : guard.Aggregate == "mean" ? string.Create(CultureInfo.InvariantCulture, $" (to exclude a mean of {earned.RateToExclude:0.######})")
            : string.Create(CultureInfo.InvariantCulture, $" (to exclude {100 * earned.RateToExclude:0.####}%)");
        return earned.Obstacle is { } obstacle ? $"{guard} at {next}: {obstacle}"
            : earned.MissingCalls == long.MaxValue ? $"{guard} at {next} is not earned at the present rates however many calls come{exclude}"
            : guard.Bound.RelativeToStable || guard.Aggregate == "mean" ? $"{guard} at {next} needs about {earned.MissingCalls} more candidate calls like those so far{exclude}"
            : $"{guard} at {next} needs about {earned.MissingCalls} more good candidate calls";
    }
}
