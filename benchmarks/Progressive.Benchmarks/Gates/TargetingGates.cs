using System.Diagnostics;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>Rules, values and splits of several variants.</summary>
internal static class TargetingGates
{
    private const int Many = 10_000;

    public static void Run(GateRun run)
    {
        using var subject = new Targeting();
        subject.Verify();
        var sink = 0;
        Action<int> rule = n => { for (var i = 0; i < n; i++) { sink += subject.Rule(i); } };
        Action<int> byHand = n => { for (var i = 0; i < n; i++) { sink += subject.ByHand(i); } };
        Action<int> byHandOfDictionary = n => { for (var i = 0; i < n; i++) { sink += subject.ByHandOfDictionary(i); } };
        Action<int> variant = n => { for (var i = 0; i < n; i++) { sink += subject.Variant(i); } };
        Action<int> split = n => { for (var i = 0; i < n; i++) { sink += subject.Split(i); } };
        Action<int> hash = n => { for (var i = 0; i < n; i++) { sink += subject.Hash(i) ? 1 : 0; } };

        Rounds? rules = null;
        double Rules(int work, int by) => (rules = Rounds.Measure(rule, byHand, byHandOfDictionary, variant)).Ratio(work, by);
        run.Run(Gate.AtMost("rule with three attributes and a value, by the same condition written by hand over named attributes", 3, "x", () => Rules(0, 2)));
        run.Run(Gate.NotBelow("FeatureManagement's GetVariantAsync for a group and a percentile, by that rule", 60, "x", () => Rules(3, 0)));
        run.Tell("  rule with three attributes and a value", rules!.Nanoseconds(0), "ns");
        run.Tell("  by hand, over the members of a record", rules.Nanoseconds(1), "ns");
        run.Tell("  by hand, over attributes by name", rules.Nanoseconds(2), "ns");
        run.Tell("  FeatureManagement GetVariantAsync", rules.Nanoseconds(3), "ns");
        run.Run(Gate.AtMost("rule with three attributes and a value, allocated", 0, "B", () => Allocation.PerOperation(rule)));

        Rounds? splits = null;
        run.Run(Gate.AtMost("three-way split by FlagKey, by one hash of the same bytes", 3, "x", () => (splits = Rounds.Measure(split, hash)).Ratio(0, 1)));
        run.Tell("  three-way split", splits!.Nanoseconds(0), "ns");
        run.Tell("  one hash", splits.Nanoseconds(1), "ns");
        run.Run(Gate.AtMost("three-way split, allocated", 0, "B", () => Allocation.PerOperation(split)));

        run.Run(Gate.AtMost("10,000 flags of three rules, from a file to the first answer of each", 1_000, "ms", () =>
        {
            using var flags = new RuledFlags(Many);
            var start = Stopwatch.GetTimestamp();
            flags.Load();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }));
        run.Run(Gate.AtMost("10,000 flags of three rules, heap", 40, "MB", Megabytes));
        GC.KeepAlive(sink);
    }

    private static double Megabytes()
    {
        using var few = new RuledFlags(10);
        few.Load();
        using var flags = new RuledFlags(Many);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        flags.Load();
        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        GC.KeepAlive(few);
        return megabytes;
    }
}
