using Progressive.Assignment;
using Progressive.Guards;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>Many runs in few numbers.</summary>
internal static class SimulationSummary
{
    private const int WeightPoints = 240;

    public static IReadOnlyList<SimulatedStep> Steps(Plan plan, SimulationOptions options, IReadOnlyList<SimulatedRun> runs)
    {
        var steps = new List<SimulatedStep>(plan.Steps.Count);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            TimeSpan[] ends = [.. runs.Select(run => run.StepEnds[i]).OfType<TimeSpan>()];
            long[] calls = [.. runs.Select(run => run.StepCalls[i]).OfType<long>()];
            steps.Add(new SimulatedStep(
                plan.Steps[i], SimulatedTimes.Of(ends), ends.Length, calls.Length == 0 ? 0 : calls.Average(), StepResolution.VisibleErrorRate(plan, i, options)));
        }

        return steps;
    }

    public static IReadOnlyList<SimulatedEnding> Endings(IReadOnlyList<SimulatedRun> runs) =>
    [
        .. runs.GroupBy(run => (run.Ending, run.Cause))
            .Select(group => Ending(group.Key.Ending, group.Key.Cause, [.. group], runs.Count))
            .OrderByDescending(ending => ending.Runs)
            .ThenBy(ending => ending.Ending, StringComparer.Ordinal)
            .ThenBy(ending => ending.Cause, StringComparer.Ordinal),
    ];

    public static SimulatedEnding FalseRollback(IReadOnlyList<SimulatedRun> healthy)
    {
        SimulatedRun[] stopped = [.. healthy.Where(run => run.Breach is not null)];
        return Ending(SimulatedEnding.RolledBack, string.Join("; ", stopped.Select(run => run.Breach!.Guard).Distinct().Order(StringComparer.Ordinal)), stopped, healthy.Count);
    }

    public static SimulatedFault Fault(Guard guard, double factor, double rate, IReadOnlyList<SimulatedRun> runs)
    {
        SimulatedBreach[] stopped = [.. runs.Select(run => run.Breach).OfType<SimulatedBreach>()];
        long[] bad = [.. stopped.Select(breach => breach.CandidateBad).Order()];
        var mean = bad.Length == 0 ? double.NaN : bad.Average();
        var error = bad.Length < 2 ? double.NaN : Math.Sqrt(bad.Sum(b => (b - mean) * (b - mean)) / (bad.Length - 1) / bad.Length);
        return new SimulatedFault(
            guard,
            factor,
            rate,
            runs.Count,
            stopped.Length,
            mean,
            error,
            bad.Length == 0 ? 0 : bad[SimulatedTimes.Rank(0.9, bad.Length)],
            stopped.Length == 0 ? double.NaN : stopped.Average(breach => breach.CandidateCalls),
            SimulatedTimes.Of(stopped.Select(breach => breach.At)));
    }

    public static IReadOnlyList<SimulatedWeight> Weights(IReadOnlyList<SimulatedRun> runs)
    {
        var ends = runs.Select(run => run.EndedAt).Order().ToArray();
        var last = ends[SimulatedTimes.Rank(0.9, ends.Length)];
        var points = new List<SimulatedWeight>(WeightPoints + 1);
        var places = new int[runs.Count];
        var weights = new Share[runs.Count];
        for (var point = 0; point <= WeightPoints; point++)
        {
            var at = last * (point / (double)WeightPoints);
            for (var run = 0; run < runs.Count; run++)
            {
                var changes = runs[run].Weights;
                while (places[run] < changes.Count && changes[places[run]].At <= at)
                {
                    weights[run] = changes[places[run]++].Weight;
                }
            }

            Share[] sorted = [.. weights.Order()];
            points.Add(new SimulatedWeight(
                at, sorted[SimulatedTimes.Rank(0.1, sorted.Length)], sorted[SimulatedTimes.Rank(0.5, sorted.Length)], sorted[SimulatedTimes.Rank(0.9, sorted.Length)]));
        }

        return points;
    }

    private static SimulatedEnding Ending(string ending, string cause, SimulatedRun[] runs, int all)
    {
        var probability = runs.Length / (double)all;
        return new SimulatedEnding(ending, cause, runs.Length, probability, Math.Sqrt(probability * (1 - probability) / all), SimulatedTimes.Of(runs.Select(run => run.EndedAt)));
    }
}
