using Progressive.Benchmarks.Evidence;
using Progressive.Rollouts;

namespace Progressive.Benchmarks.Gates;

/// <summary>An outage that hits both variants never takes the candidate back, whatever step the ramp is in; seeded.</summary>
internal static class OutageGates
{
    private static readonly TimeSpan s_ramp = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan s_outage = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(GateRun run, bool isShort)
    {
        var runs = isShort ? 50 : 1000;
        var (inOutage, takenBack, promoted) = (0, 0, 0);
        await Parallel.ForAsync(0, runs, async (i, _) =>
        {
            var (afterOutage, atEnd) = await RampAsync((ulong)i);
            Interlocked.Add(ref inOutage, afterOutage == RolloutPhase.RolledBack ? 1 : 0);
            Interlocked.Add(ref takenBack, atEnd == RolloutPhase.RolledBack ? 1 : 0);
            Interlocked.Add(ref promoted, atEnd == RolloutPhase.Promoted ? 1 : 0);
        });
        run.Run(Gate.AtMost($"error_rate < stable, ramp 1-5-25-50-100 % with an outage of both variants: taken back in the outage, of {runs:N0} rollouts", 0, "", () => inOutage));

        // A candidate as good as stable is at the boundary of this guard.
        run.Run(Gate.AtMost("  taken back at all", 100 * Bound.Alpha, "%", () => 100.0 * takenBack / runs));
        run.Tell("  promoted", promoted, "");
    }

    private static async Task<(RolloutPhase AfterOutage, RolloutPhase AtEnd)> RampAsync(ulong seed)
    {
        var healthy = Arms.Failing(0.01);
        var numbers = new Numbers(seed);
        using var simulation = await RolloutSimulation.StartAsync(new SimulatedSetup
        {
            Guard = "error_rate < stable",
            Candidate = healthy,
            Steps = ["1% for 1m", "5% for 1m", "25% for 1m", "50% for 3m"],
            CallsPerTick = 100,
            Seed = seed,
        });
        simulation.RunFor(numbers.NextDouble() * s_ramp);
        var before = simulation.Phase;
        simulation.Candidate = simulation.Stable = Arms.Failing(0.3);
        simulation.RunFor(s_outage);
        var after = before == RolloutPhase.RolledBack ? RolloutPhase.Progressing : simulation.Phase;
        simulation.Candidate = simulation.Stable = healthy;
        simulation.RunFor(TimeSpan.FromHours(1));
        return (after, simulation.Phase);
    }
}
