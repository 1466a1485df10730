using Progressive.Assignment;
using Progressive.Guards;
using Progressive.Rollouts;
using Progressive.Statistics;

namespace Progressive.Simulation;

/// <summary>What the calls of a step's own time can show, by bounds that hold for every test.</summary>
internal static class StepResolution
{
    /// <summary>The candidate calls to be expected in the step's time; null where it has none.</summary>
    public static double? Calls(Plan plan, int index, SimulationOptions options) =>
        plan.Steps[index] is { Kind: StepKind.Share, Segment: var segment, Duration: { } duration }
            ? options.CallsPerSecond * SimulatedTraffic.SizeOf(segment, options) * PlanCourse.Target(plan, index).Fraction * duration.TotalSeconds
            : null;

    /// <summary>The lowest error rate that any of the plan's guards on errors can be expected to see in the step.</summary>
    public static double? VisibleErrorRate(Plan plan, int index, SimulationOptions options) => Calls(plan, index, options) is { } calls
        ? plan.Guards
            .Where(guard => guard.Mode == GuardMode.Enforce && guard.Metric == GuardMetric.ErrorRate && SimulationFaults.Allowed(guard, options) is > 0 and < 1)
            .Select(guard => (double?)VisibleRate(guard, PlanCourse.Target(plan, index), calls, options))
            .Min()
        : null;

    /// <summary>The lowest rate above the allowed one of which so many calls carry ln(1/alpha) of information; 1 where none does.</summary>
    public static double VisibleRate(Guard guard, Share share, double calls, SimulationOptions options)
    {
        var allowed = SimulationFaults.Allowed(guard, options)!.Value;
        var needed = Math.Log(1 / options.Alpha);
        double Information(double rate) => guard.Bound.RelativeToStable && share < Share.All
            ? DetectionBound.RelativeInformation(rate, allowed, share.Fraction)
            : DetectionBound.Divergence(rate, allowed);

        // Divergence is infinite in form at 1, where 0 * ln 0 stands for 0.
        const double Always = 1 - 1e-12;
        if (calls * Information(Always) < needed)
        {
            return 1;
        }

        double low = allowed, high = Always;
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = calls * Information(middle) < needed ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Good candidate calls without a bad one that earn the next share; null where the guard asks for none, or does not tell beforehand.</summary>
    public static long? CallsToEarn(Guard guard, Share next, SimulationOptions options)
    {
        if (guard.Bound.RelativeToStable || guard.Mode != GuardMode.Enforce || !(GuardMetric.IsOutcome(guard.Metric) || guard.Metric == GuardMetric.Latency))
        {
            return null;
        }

        var earned = new GuardEvaluator(guard, options.Alpha, horizonTicks: 1).Earned(next.Fraction);
        return earned is { Applicable: true, Earned: false, Obstacle: null, MissingCalls: < long.MaxValue } ? earned.MissingCalls : null;
    }
}
