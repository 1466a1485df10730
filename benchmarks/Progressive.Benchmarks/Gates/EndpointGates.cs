using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>An endpoint under a flag, over the bare one.</summary>
internal static class EndpointGates
{
    public static async Task RunAsync(GateRun run)
    {
        await using var subject = new EndpointCalls();
        subject.Verify();

        Action<int> bare = n => { for (var i = 0; i < n; i++) { subject.Bare(i); } };
        Action<int> variant = n => { for (var i = 0; i < n; i++) { subject.Variant(i); } };
        Action<int> gated = n => { for (var i = 0; i < n; i++) { subject.Gated(i); } };

        Rounds? requests = null;
        run.Run(Gate.AtMost("endpoint variant with a header key, over the bare endpoint", 250, "ns", () => (requests = Rounds.Measure(bare, variant, gated)).Over(1, 0)));
        run.Tell("  bare endpoint, request and context made", requests!.Nanoseconds(0), "ns");
        run.Tell("  endpoint variant", requests.Nanoseconds(1), "ns");
        run.Tell("  FeatureManagement WithFeatureGate", requests.Nanoseconds(2), "ns");
        run.Run(Gate.AtMost("endpoint variant, allocated over bare", 64, "B", () => Allocation.PerOperation(variant) - Allocation.PerOperation(bare)));
        run.Tell("  FeatureManagement WithFeatureGate, allocated over bare", Allocation.PerOperation(gated) - Allocation.PerOperation(bare), "B");
        run.Run(Gate.AtMost("truly asynchronous endpoint variant, allocated over bare", 160, "B", () =>
            Allocation.PerOperationOnAllThreads(Await(subject.VariantLater)) - Allocation.PerOperationOnAllThreads(Await(subject.BareLater))));
    }

    private static Action<int> Await(Func<int, Task> request) => n => AwaitAll(request, n).GetAwaiter().GetResult();

    private static async Task AwaitAll(Func<int, Task> request, int n)
    {
        for (var i = 0; i < n; i++)
        {
            await request(i).ConfigureAwait(false);
        }
    }
}
