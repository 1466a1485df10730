using System.Collections.Immutable;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>A process that died while the candidate served took its last outcome with it: it counts as one bad call.</summary>
internal static class CrashEvidence
{
    public static ImmutableArray<GuardEvidence> Add(RolloutSpec spec, RolloutEnvironment environment, ImmutableArray<GuardEvidence> evidence)
    {
        var horizon = GuardHorizon.Of(spec.Plan);
        return [.. spec.Plan.Guards.Select(guard =>
        {
            var evaluator = new GuardEvaluator(
                guard, environment.Alpha, horizon, evidence.FirstOrDefault(e => e.Guard == guard.ToString()), spec.Metrics.Find, environment.Margins);
            if (guard.Metric == GuardMetric.ErrorRate && !guard.Bound.RelativeToStable)
            {
                evaluator.Observe(new GuardSample(CandidateCalls: 1, CandidateBad: 1));
            }

            return evaluator.Evidence;
        })];
    }
}
