using System.Collections.Concurrent;
using Progressive.Benchmarks.Evidence;

namespace Progressive.Benchmarks.Gates;

/// <summary>How seldom a candidate at the very boundary of its guard is taken back: every kind of guard, half of all calls, seeded.</summary>
internal static class FalseRollbackGates
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(GateRun run, bool isShort)
    {
        var (runs, calls) = isShort ? (200, 10_000) : (200, 1_000_000);
        var setups = Setups();
        var takenBack = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(setups, async (setup, _) => takenBack[setup.Guard] = await CountAsync(setup, runs, calls));
        foreach (var setup in setups)
        {
            var share = 100.0 * takenBack[setup.Guard] / runs;
            run.Run(Gate.AtMost($"{setup.Guard}, at the boundary: taken back within {calls:N0} calls, of {runs} rollouts", 100 * Bound.Alpha, "%", () => share));
        }

        foreach (var rate in new[] { 0.01, 0.005 })
        {
            foreach (var (name, create) in DelayGates.Rivals(0.01))
            {
                run.Tell($"  {name}, 1 % allowed, true {rate:0.#%}: taken back within {calls:N0} calls", 100.0 * CountRival(create, rate, runs, calls) / runs, "%");
            }
        }
    }

    private static SimulatedSetup[] Setups()
    {
        var half = new SimulatedSetup { Guard = "", Candidate = Arms.Failing(0), Steps = ["50% for 1h"], CallsPerTick = 200, Seed = 3 };
        return
        [
            half with { Guard = "error_rate < 1%", Candidate = Arms.Failing(0.01) },
            half with { Guard = "error_rate < stable", Candidate = Arms.Failing(0.01) },

            // Against stable + N% it is odds that are compared.
            half with { Guard = "error_rate < stable + 10%", Candidate = Arms.Failing(1.1 * (0.01 / 0.99) / (1 + (1.1 * 0.01 / 0.99))), Stable = Arms.Failing(0.01) },
            half with { Guard = "error_rate < stable + 0.5pp", Candidate = Arms.Failing(0.015), Stable = Arms.Failing(0.01) },
            half with { Guard = "cost rate < 0.5%", Candidate = Arms.Flagging(0.005) },
            half with { Guard = "cost rate > stable - 0.5pp", Candidate = Arms.Flagging(0.095), Stable = Arms.Flagging(0.1) },
            half with { Guard = "latency p99 < 100ms", Candidate = Arms.Taking(s_limit, 0.01), HasDurations = true },
            half with { Guard = "latency < stable", Candidate = Arms.Taking(s_limit, 0.01), HasDurations = true },
            half with { Guard = "cost p95 < 1000", Candidate = Arms.Even(1000 / 0.95) },
            half with { Guard = "cost p95 < stable", Candidate = Arms.Costing() },
            half with { Guard = "cost mean < 1", Candidate = Arms.Costing() },
            half with { Guard = "cost mean > 0.9", Candidate = Arms.Scoring(0.9), Cap = 1 },

            // Limited before the factor, so that nothing is cut off by the cap and the means stand in the ratio of the guard exactly.
            half with { Guard = "cost mean < stable + 5%", Candidate = Arms.Costing(1.05, limit: 20), Stable = Arms.Costing(limit: 20), Cap = 21 },
            half with { Guard = "cost mean > stable - 0.01", Candidate = Arms.Scoring(0.89), Stable = Arms.Scoring(0.9), Cap = 1 },
        ];
    }

    private static async Task<int> CountAsync(SimulatedSetup setup, int runs, int calls)
    {
        var takenBack = 0;
        using var simulation = await RolloutSimulation.StartAsync(setup);
        for (var i = 0; i < runs; i++)
        {
            simulation.Run(most: calls);
            takenBack += simulation.IsTakenBack ? 1 : 0;
            await simulation.AgainAsync();
        }

        return takenBack;
    }

    private static int CountRival(Func<Rival> create, double rate, int runs, int calls)
    {
        var takenBack = 0;
        var numbers = new Numbers(8);
        for (var i = 0; i < runs; i++)
        {
            var rival = create();
            for (var minute = 0; minute < calls / 600; minute++)
            {
                if (rival.Minute(DelayGates.RateOfMinute(numbers, rate), DelayGates.RateOfMinute(numbers, rate)))
                {
                    takenBack++;
                    break;
                }
            }
        }

        return takenBack;
    }
}
