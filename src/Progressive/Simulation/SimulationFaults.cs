using Progressive.Guards;

namespace Progressive.Simulation;

/// <summary>Candidates that are like stable but for one rate, which is a multiple of what a guard allows.</summary>
internal static class SimulationFaults
{
    public static IEnumerable<(Guard Guard, double Factor, CallModel Candidate)> Of(IEnumerable<Guard> guards, SimulationOptions options)
    {
        foreach (var guard in guards.Where(g => g.Mode == GuardMode.Enforce))
        {
            if (Allowed(guard, options) is not { } allowed || allowed <= 0)
            {
                continue;
            }

            // Beyond "always" there is nothing more to fail.
            var isTotal = false;
            foreach (var factor in options.FaultFactors.OrderDescending())
            {
                var room = 1 - (guard.Metric == GuardMetric.ErrorRate ? options.Stable.RejectionRate : options.Stable.ErrorRate);
                var rate = Math.Min(room, factor * allowed);
                if (isTotal && rate >= room)
                {
                    continue;
                }

                isTotal |= rate >= room;
                yield return (guard, factor, guard.Metric == GuardMetric.ErrorRate
                    ? options.Stable with { ErrorRate = rate }
                    : options.Stable with { RejectionRate = rate });
            }
        }
    }

    /// <summary>The highest rate a guard on a rate of outcomes allows, given what stable does; null for other guards.</summary>
    public static double? Allowed(Guard guard, SimulationOptions options)
    {
        if (guard.Metric is not (GuardMetric.ErrorRate or GuardMetric.RejectionRate) || guard.Operator is GuardOperator.GreaterThan or GuardOperator.GreaterThanOrEqual)
        {
            return null;
        }

        var stable = guard.Metric == GuardMetric.ErrorRate ? options.Stable.ErrorRate : options.Stable.RejectionRate;
        return (guard.Bound.RelativeToStable, guard.Bound.Unit) switch
        {
            (false, _) => guard.Bound.BaseValue,
            (true, GuardUnit.PercentagePoints) => stable + guard.Bound.BaseValue,
            _ => stable * (1 + guard.Bound.BaseValue),
        };
    }
}
