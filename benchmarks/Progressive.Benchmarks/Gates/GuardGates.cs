using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>How soon a bad candidate is taken back, and how seldom a good one: simulated through a real host, seeded.</summary>
internal static class GuardGates
{
    // ln(1 / alpha) / KL(5% against 0.1%) with alpha = 0.01: no test that is right with that chance needs fewer calls on average (Wald).
    private const double FewestCalls = 31.153;

    public static async Task RunAsync(GateRun run, bool isShort)
    {
        foreach (var allowed in new[] { "1%", "0.5%", "0.1%" })
        {
            var (fewest, most) = await AlwaysFailingAsync($"error_rate < {allowed}", isShort ? 50 : 500);
            run.Run(Gate.NotBelow($"Allowed {allowed}, fails always: fewest candidate calls until taken back", 3, "calls", () => fewest));
            run.Run(Gate.AtMost($"Allowed {allowed}, fails always: most candidate calls until taken back", 5, "calls", () => most));
        }

        var mean = await MeanDelayAsync("error_rate < 0.1%", 0.05, isShort ? 500 : 4_000);
        run.Run(Gate.AtMost("Allowed 0.1%, true 5%: mean candidate calls over the information bound", 2.4, "x", () => mean / FewestCalls));

        var (runs, calls) = isShort ? (100, 100_000) : (200, 1_000_000);
        var false1 = await FalseRollbacksAsync("error_rate < 1%", 0.01, runs, calls);
        run.Run(Gate.AtMost($"Allowed 1%, true 1%: share of {runs} rollouts of {calls:N0} calls taken back", 1, "%", () => 100.0 * false1 / runs));
    }

    private static async Task<(long Fewest, long Most)> AlwaysFailingAsync(string guard, int runs)
    {
        long fewest = long.MaxValue, most = 0;
        using var simulation = await RolloutSimulation.StartAsync(guard, callsPerTick: 50, seed: 1);
        for (var i = 0; i < runs; i++)
        {
            var calls = simulation.Run(errorRate: 1, most: 10_000);
            (fewest, most) = (Math.Min(fewest, calls), Math.Max(most, calls));
            await simulation.AgainAsync();
        }

        return (fewest, most);
    }

    private static async Task<double> MeanDelayAsync(string guard, double errorRate, int runs)
    {
        long total = 0;
        using var simulation = await RolloutSimulation.StartAsync(guard, callsPerTick: 20, seed: 2);
        for (var i = 0; i < runs; i++)
        {
            total += simulation.Run(errorRate, most: 1_000_000);
            await simulation.AgainAsync();
        }

        return total / (double)runs;
    }

    private static async Task<int> FalseRollbacksAsync(string guard, double errorRate, int runs, int calls)
    {
        var rolledBack = 0;
        using var simulation = await RolloutSimulation.StartAsync(guard, callsPerTick: 200, seed: 3);
        for (var i = 0; i < runs; i++)
        {
            simulation.Run(errorRate, most: calls);
            rolledBack += simulation.Ending is null ? 0 : 1;
            await simulation.AgainAsync();
        }

        return rolledBack;
    }
}
