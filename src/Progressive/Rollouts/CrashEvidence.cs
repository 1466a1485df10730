using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>A process that died while the candidate served took its last outcome with it: it counts as one bad call.</summary>
internal static class CrashEvidence
{
    public static ImmutableArray<GuardEvidence> Add(Plan plan, double alpha, ImmutableArray<GuardEvidence> evidence)
    {
        var horizon = GuardHorizon.Of(plan);
        return [.. plan.Guards.Select(guard =>
        {
            var evaluator = new GuardEvaluator(guard, alpha, horizon, evidence.FirstOrDefault(e => e.Guard == guard.ToString()));
            if (!evaluator.IsRelative && guard.Metric == "error_rate")
            {
                evaluator.Observe(new GuardSample(CandidateCalls: 1, CandidateBad: 1, StableCalls: 0, StableBad: 0));
            }

            return evaluator.Evidence;
        })];
    }
}
