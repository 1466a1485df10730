using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>What it costs to watch: a guard on a tick, many rollouts, an outcome with measures.</summary>
internal static class EvidenceGates
{
    private const int Rollouts = 10;
    private const int CallsPerTick = 20;

    private const string Other = "rejection_rate < 5%";

    private static readonly string[] s_kinds =
    [
        "error_rate < 1%",
        "error_rate < stable",
        "error_rate < stable + 0.5pp",
        "latency p99 < 1s",
        "latency p95 < stable",
        "latency < stable",
        "cost rate > 50%",
        "cost p95 < 10",
        "cost p95 < stable",
        "cost mean < 5",
        "cost mean < stable + 5%",
    ];

    public static async Task RunAsync(GateRun run)
    {
        await TellTicksAsync(run);
        await TellManyAsync(run);
        TellOutcome(run);
    }

    private static async Task TellTicksAsync(GateRun run)
    {
        // What one kind costs is what it adds to a rollout with another guard; reading the counters of both variants is done once for all of them.
        using var unguarded = await GuardTicks.StartAsync(Rollouts, 0, CallsPerTick);
        using var all = await GuardTicks.StartAsync(Rollouts, 0, CallsPerTick, s_kinds);
        using var one = await GuardTicks.StartAsync(Rollouts, 0, CallsPerTick, Other);
        var two = new List<GuardTicks>();
        foreach (var kind in s_kinds)
        {
            two.Add(await GuardTicks.StartAsync(Rollouts, 0, CallsPerTick, Other, kind));
        }

        var floor = new HandWrittenEvidence();
        double[]? cost = null;
        run.Run(Gate.AtMost($"each of the {s_kinds.Length} guards of a rollout on a tick, by one update by hand", 15, "x", () =>
        {
            cost = InTurns([() => floor.Ticks(Rollouts) / Rollouts, .. new[] { unguarded, all, one }.Concat(two).Select(ticks => (Func<double>)(() => ticks.Next() / Rollouts))]);
            return (cost[2] - cost[1]) / s_kinds.Length / cost[0];
        }));
        run.Tell("  each of them", (cost![2] - cost[1]) / s_kinds.Length, "ns");
        run.Tell("  one update by hand: sixteen alternatives, one onset", cost[0], "ns");
        run.Tell("  a rollout without guards", cost[1], "ns");
        run.Tell($"  {Other}, alone, with reading the counters of both variants", cost[3] - cost[1], "ns");
        for (var kind = 0; kind < s_kinds.Length; kind++)
        {
            run.Tell($"  {s_kinds[kind]}, besides", cost[kind + 4] - cost[3], "ns");
        }

        two.ForEach(ticks => ticks.Dispose());
    }

    // A thousand flags, a hundred of them rolled out, two guards each.
    private static async Task TellManyAsync(GateRun run)
    {
        string[] guards = ["error_rate < stable", "latency p99 < 1s"];
        using var alone = await GuardTicks.StartAsync(100, 0, CallsPerTick, guards);
        using var among = await GuardTicks.StartAsync(100, 900, CallsPerTick, guards);
        double[]? cost = null;
        run.Run(Gate.AtMost("a tick with 100 rollouts among 1,000 flags, by one with the rollouts alone", 1.5, "x", () =>
        {
            cost = InTurns([alone.Next, among.Next]);
            return cost[1] / cost[0];
        }));
        run.Tell("  a tick with 100 rollouts of two guards among 1,000 flags", cost![1] / 1000, "us");
        run.Tell("  share of one processor", cost[1] / 200e6 * 100, "%");
        run.Tell("  allocated by it", among.AllocatedByTicks(100) / 100, "B");
    }

    private static void TellOutcome(GateRun run)
    {
        using var recording = new OutcomeRecording();
        recording.Verify();
        var byHand = new HandWrittenEvidence();
        double[]? cost = null;
        run.Run(Gate.AtMost("an outcome with two guards and three measures, by counters, a histogram and three slots by hand", 5, "x", () =>
        {
            cost = InTurns([recording.EndBatch, () => Math.Min(byHand.Record(OutcomeRecording.Batch), byHand.Record(OutcomeRecording.Batch))]);
            return cost[0] / cost[1];
        }));
        run.Tell("  an outcome with three measures, clock reads apart", cost![0], "ns");
        run.Tell("  by hand", cost[1], "ns");
        run.Run(Gate.AtMost("a call with three measures, from its start to its outcome, allocated", 0, "B", () => Allocation.PerOperation(recording.Run)));
    }

    // The lowest decile of many turns, in turns, as in Rounds; what is timed here has to be prepared untimed.
    private static double[] InTurns(Func<double>[] works)
    {
        const int Turns = 1000;
        var taken = works.Select(_ => new double[Turns]).ToArray();
        for (var turn = -Turns; turn < Turns; turn++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                var one = works[i]();
                if (turn >= 0)
                {
                    taken[i][turn] = one;
                }
            }
        }

        Array.ForEach(taken, Array.Sort);
        return [.. taken.Select(sorted => sorted[Turns / 10])];
    }
}
