using System.Diagnostics;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>Ten thousand flags.</summary>
internal static class ManyFlagGates
{
    private const int Many = 10_000;

    public static void Run(GateRun run)
    {
        run.Run(Gate.AtMost("10,000 flags, from configuration to the first answer", 500, "ms", () =>
        {
            using var flags = new ManyFlags(Many);
            return Milliseconds(flags.Load);
        }));
        run.Run(Gate.AtMost("10,000 flags, first touch of all", 100, "ms", () =>
        {
            using var flags = new ManyFlags(Many);
            flags.Load();
            return Milliseconds(flags.TouchAll);
        }));
        run.Run(Gate.AtMost("10,000 flags, touch of all after a reload", 100, "ms", () =>
        {
            using var flags = new ManyFlags(Many);
            flags.Load();
            flags.TouchAll();
            flags.Reload(on: false);
            return Milliseconds(flags.TouchAll);
        }));
        run.Run(Gate.AtMost("10,000 flags, heap for each beside the configuration", 500, "B", BytesPerFlag));

        using var many = new ManyFlags(Many);
        using var few = new ManyFlags(10);
        many.Load();
        few.Load();
        var sink = 0;
        var floorOfMany = new Floor(Enumerable.Range(0, Many).Select(Name), StringComparer.OrdinalIgnoreCase);
        var floorOfFew = new Floor(Enumerable.Range(0, 10).Select(Name), StringComparer.OrdinalIgnoreCase);
        string[] names = [.. Enumerable.Range(0, 8).Select(Name)];

        Rounds? reading = null;
        run.Run(Gate.AtMost("evaluation with 10,000 flags by one with 10, the same ten read", 1.25, "x", () =>
        {
            reading = Rounds.Measure(
                n => { for (var i = 0; i < n; i++) { sink += few.IsEnabled(i & 7) ? 1 : 0; } },
                n => { for (var i = 0; i < n; i++) { sink += many.IsEnabled(i & 7) ? 1 : 0; } },
                n => { for (var i = 0; i < n; i++) { sink += floorOfFew.IsOn(names[i & 7]) ? 1 : 0; } },
                n => { for (var i = 0; i < n; i++) { sink += floorOfMany.IsOn(names[i & 7]) ? 1 : 0; } });
            return reading.Ratio(1, 0);
        }));
        run.Tell("  with 10", reading!.Nanoseconds(0), "ns");
        run.Tell("  with 10,000", reading.Nanoseconds(1), "ns");
        run.Tell("  a frozen lookup among 10", reading.Nanoseconds(2), "ns");
        run.Tell("  a frozen lookup among 10,000", reading.Nanoseconds(3), "ns");

        Rounds? changes = null;
        run.Run(Gate.AtMost("two changes of one flag's state with 10,000 flags, by the same with 10", 3, "x", () =>
        {
            changes = Rounds.Measure(
                n => { for (var i = 0; i < n; i++) { few.KillAndRestore(); } },
                n => { for (var i = 0; i < n; i++) { many.KillAndRestore(); } });
            return changes.Ratio(1, 0);
        }));
        run.Tell("  two changes of state with 10,000 flags", changes!.Nanoseconds(1) / 1000, "us");
        GC.KeepAlive(sink);
    }

    private static string Name(int i) => "flag-" + i.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);

    private static double BytesPerFlag()
    {
        using var few = new ManyFlags(10);
        few.Load();
        using var flags = new ManyFlags(Many);
        var before = Heap();
        flags.Load();
        flags.TouchAll();
        var bytes = (Heap() - before) / (double)Many;
        GC.KeepAlive(few);
        return bytes;
    }

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static double Milliseconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
