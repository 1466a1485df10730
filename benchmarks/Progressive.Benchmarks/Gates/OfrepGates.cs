using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>Remote evaluation of a thousand flags, through the pipeline and without a network, on one core.</summary>
internal static class OfrepGates
{
    private const double PerSecond = 2_000;

    public static async Task RunAsync(GateRun run)
    {
        await using var subject = new OfrepCalls();
        subject.Verify();

        Action<int> all = n => { for (var i = 0; i < n; i++) { subject.All(i); } };
        Action<int> same = n => { for (var i = 0; i < n; i++) { subject.Same(i); } };
        Action<int> alike = n => { for (var i = 0; i < n; i++) { subject.Alike(i); } };

        Rounds? requests = null;
        run.Run(Gate.NotBelow("OFREP, 1,000 flags, requests per second and core", PerSecond, "/s", () =>
        {
            requests = Rounds.Measure(all, same, alike);
            return 1e9 / requests.Nanoseconds(0);
        }));
        run.Run(Gate.NotBelow("OFREP, the same question again (304), requests per second and core", 10 * PerSecond, "/s", () => 1e9 / requests!.Nanoseconds(1)));
        run.Run(Gate.NotBelow("OFREP, 304 to the same question by 200, requests per second", 10, "x", () => requests!.Ratio(0, 1)));
        run.Tell("  200, 1,000 flags", requests!.Nanoseconds(0), "ns");
        run.Tell("  304, the same question", requests.Nanoseconds(1), "ns");
        run.Tell("  304, another question with the same answer", requests.Nanoseconds(2), "ns");

        // A thousand flags: one object for each would be 24,000 bytes.
        run.Run(Gate.AtMost("OFREP, 1,000 flags, allocated over the same question (304)", 1_000, "B", () => Allocation.PerOperation(all) - Allocation.PerOperation(same)));
        run.Tell("  304, allocated, request and context made", Allocation.PerOperation(same), "B");
    }
}
