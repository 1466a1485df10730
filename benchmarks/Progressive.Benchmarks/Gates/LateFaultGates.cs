using Progressive.Benchmarks.Evidence;

namespace Progressive.Benchmarks.Gates;

/// <summary>A candidate that goes bad after half an hour is found as soon as one that was bad from the start, within a factor; seeded.</summary>
internal static class LateFaultGates
{
    private static readonly TimeSpan s_healthy = TimeSpan.FromMinutes(30);

    public static async Task RunAsync(GateRun run, bool isShort)
    {
        // Ten candidate calls a second.
        var absolute = new SimulatedSetup { Guard = "error_rate < 1%", Candidate = Arms.Failing(0.002), CallsPerTick = 2, Seed = 5 };
        var relative = new SimulatedSetup { Guard = "error_rate < stable", Candidate = Arms.Failing(0.01), Steps = ["10% for 1h"], Seed = 5 };
        foreach (var (setup, fault) in new[] { (absolute, 0.05), (absolute, 0.5), (relative, 0.05), (relative, 0.5) })
        {
            // Forty rollouts know a ratio of means to 40 %.
            var runs = isShort ? 40 : 500;
            var (atStart, _) = await DelayAsync(setup, fault, TimeSpan.Zero, runs);
            var (late, lost) = await DelayAsync(setup, fault, s_healthy, runs);
            run.Run(Gate.AtMost($"{setup.Guard}, true {fault:0%} after 30 min, by the same from the start: mean candidate calls until taken back", isShort ? 2.8 : 2, "x", () => late / atStart));
            run.Tell("  from the start", atStart, "calls");
            run.Tell("  after 30 min", late, "calls");
            run.Tell("  taken back before the fault", 100.0 * lost / runs, "%");
        }
    }

    private static async Task<(double Mean, int Lost)> DelayAsync(SimulatedSetup setup, double fault, TimeSpan healthy, int runs)
    {
        using var simulation = await RolloutSimulation.StartAsync(setup);
        var total = 0L;
        var lost = 0;
        for (var i = 0; i < runs; i++)
        {
            simulation.Candidate = setup.Candidate;
            simulation.RunFor(healthy);
            if (simulation.IsTakenBack)
            {
                lost++;
            }
            else
            {
                simulation.Candidate = Arms.Failing(fault);
                total += simulation.Run(most: 1_000_000);
            }

            await simulation.AgainAsync();
        }

        return ((double)total / (runs - lost), lost);
    }
}
