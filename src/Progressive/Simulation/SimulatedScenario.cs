using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>Many runs of one candidate, over the processors at hand; which processor made which run changes nothing.</summary>
internal static class SimulatedScenario
{
    private const int FewestRuns = 20;

    // Runs are made in waves, so that "enough work done" is seen after the same run on every machine.
    private const int Wave = 20;

    // A tick costs about as much as eight calls; so many take about half a minute of one processor.
    private const double MostTicks = 40e6;
    private const double CallsPerTick = 8;

    /// <param name="plan">The plan, with the guards that can be fed.</param>
    /// <param name="metrics">What is defined about measures.</param>
    /// <param name="options">The assumptions; their number of runs, or as many of the usual ones as the work allows.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="scenario">Sets the random numbers of scenarios apart.</param>
    /// <param name="usualRuns">The runs where the options name none.</param>
    /// <param name="cancellationToken">Stops the runs.</param>
    public static IReadOnlyList<SimulatedRun> Run(
        Plan plan, MetricSet metrics, SimulationOptions options, CallModel candidate, int scenario, int usualRuns, CancellationToken cancellationToken)
    {
        var most = options.Runs ?? usualRuns;
        var runs = new SimulatedRun[most];
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        var work = 0.0;
        for (var from = 0; from < most; from += Wave)
        {
            var to = Math.Min(most, from + Wave);
            Parallel.For(from, to, parallel, i => runs[i] = new SimulatedRollout(plan, metrics, options, candidate, scenario, i).Run(cancellationToken));
            for (var i = from; i < to; i++)
            {
                work += runs[i].Ticks + ((runs[i].CandidateCalls + runs[i].StableCalls) / CallsPerTick);
            }

            if (options.Runs is null && work > MostTicks && to >= FewestRuns)
            {
                return runs[..to];
            }
        }

        return runs;
    }
}
