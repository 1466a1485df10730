using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>Reading a flag that is on, and a split.</summary>
internal static class FlagGates
{
    public static void Run(GateRun run)
    {
        using var subject = new FlagReading();
        subject.Verify();
        var sink = 0;

        Action<int> byName = n => { for (var i = 0; i < n; i++) { sink += subject.ByName(i) ? 1 : 0; } };
        Action<int> byHandle = n => { for (var i = 0; i < n; i++) { sink += subject.ByHandle(i) ? 1 : 0; } };
        Action<int> ordinal = n => { for (var i = 0; i < n; i++) { sink += subject.FrozenOrdinal(i) ? 1 : 0; } };
        Action<int> ignoringCase = n => { for (var i = 0; i < n; i++) { sink += subject.FrozenIgnoringCase(i) ? 1 : 0; } };
        Action<int> manager = n => { for (var i = 0; i < n; i++) { sink += subject.Manager(i) ? 1 : 0; } };
        Action<int> snapshot = n => { for (var i = 0; i < n; i++) { sink += subject.WarmSnapshot(i) ? 1 : 0; } };

        Rounds? reading = null;
        double Reading(int work, int by) => (reading = Rounds.Measure(ignoringCase, ordinal, byName, byHandle, manager, snapshot)).Ratio(work, by);

        run.Run(Gate.AtMost("static flag by name, by a frozen lookup ignoring case", 3, "x", () => Reading(2, 0)));
        run.Run(Gate.AtMost("static flag by name, by an ordinal frozen lookup", 3, "x", () => Reading(2, 1)));
        run.Run(Gate.AtMost("static flag by FlagKey, by a frozen lookup ignoring case", 1, "x", () => Reading(3, 0)));
        run.Run(Gate.AtMost("static flag by FlagKey, by an ordinal frozen lookup", 1, "x", () => Reading(3, 1)));
        run.Tell("  frozen lookup ignoring case", reading!.Nanoseconds(0), "ns");
        run.Tell("  frozen lookup, ordinal", reading.Nanoseconds(1), "ns");
        run.Tell("  static flag by name", reading.Nanoseconds(2), "ns");
        run.Tell("  static flag by FlagKey", reading.Nanoseconds(3), "ns");
        run.Tell("  FeatureManagement IFeatureManager", reading.Nanoseconds(4), "ns");
        run.Tell("  FeatureManagement snapshot, warm", reading.Nanoseconds(5), "ns");
        run.Run(Gate.AtMost("static flag by name, allocated", 0, "B", () => Allocation.PerOperation(byName)));
        run.Run(Gate.AtMost("static flag by FlagKey, allocated", 0, "B", () => Allocation.PerOperation(byHandle)));

        Action<int> floor = n => { for (var i = 0; i < n; i++) { sink += subject.SplitFloor(i) ? 1 : 0; } };
        Action<int> splitByName = n => { for (var i = 0; i < n; i++) { sink += subject.SplitByName(i) ? 1 : 0; } };
        Action<int> splitByKey = n => { for (var i = 0; i < n; i++) { sink += subject.SplitByKeyOnly(i) ? 1 : 0; } };
        Action<int> targeting = n => { for (var i = 0; i < n; i++) { sink += subject.SplitTargetingFilter(i) ? 1 : 0; } };

        Rounds? splits = null;
        double Split(int work, int by) => (splits = Rounds.Measure(floor, splitByName, splitByKey, targeting)).Ratio(work, by);

        run.Run(Gate.AtMost("split of 50 % by name, by frozen lookup + XxHash3 of the same bytes", 2, "x", () => Split(1, 0)));
        run.Run(Gate.AtMost("split of 50 % by route and key only, by the same", 2, "x", () => Split(2, 0)));
        run.Run(Gate.NotBelow("FeatureManagement's targeting filter on the same users, by split of 50 % by name", 30, "x", () => Split(3, 1)));
        run.Tell("  floor", splits!.Nanoseconds(0), "ns");
        run.Tell("  split by name", splits.Nanoseconds(1), "ns");
        run.Tell("  split by route and key only", splits.Nanoseconds(2), "ns");
        run.Tell("  FeatureManagement targeting filter", splits.Nanoseconds(3), "ns");
        run.Run(Gate.AtMost("split of 50 % by name, allocated", 0, "B", () => Allocation.PerOperation(splitByName)));
        run.Run(Gate.AtMost("split of 50 % by route and key only, allocated", 0, "B", () => Allocation.PerOperation(splitByKey)));
        GC.KeepAlive(sink);
    }
}
