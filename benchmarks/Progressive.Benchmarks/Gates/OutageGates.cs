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
        var (takenBack, promoted) = (0, 0);
        await Parallel.ForAsync(0, runs, async (i, _) =>
        {
            var phase = await RampAsync((ulong)i);
            Interlocked.Add(ref takenBack, phase == RolloutPhase.RolledBack ? 1 : 0);
            Interlocked.Add(ref promoted, phase == RolloutPhase.Promoted ? 1 : 0);
        });
        run.Run(Gate.AtMost($"error_rate < stable, ramp 1-5-25-50-100 % with an outage of both variants: taken back, of {runs:N0} rollouts", 0, "", () => takenBack));
        run.Tell("  promoted", promoted, "");
    }

    private static async Task<RolloutPhase> RampAsync(ulong seed)
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
        simulation.Candidate = simulation.Stable = Arms.Failing(0.3);
        simulation.RunFor(s_outage);
        simulation.Candidate = simulation.Stable = healthy;
        simulation.RunFor(TimeSpan.FromHours(1));
        return simulation.Phase;
    }
}
