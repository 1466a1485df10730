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

        Action<int> asking = n => { for (var i = 0; i < n; i++) { subject.Asking(i); } };
        Action<int> byHand = n => { for (var i = 0; i < n; i++) { subject.ByHand(i); } };

        // The budget is +250 ns on a quiet machine. A machine's mood changes nanoseconds, so the gate is the ratio to the same work by hand.
        Rounds? requests = null;
        run.Run(Gate.AtMost("endpoint variant with a header key, over bare, by a filter by hand over bare", 1.8, "x", () =>
        {
            requests = Rounds.Measure(bare, variant, gated, byHand, asking);
            return requests.Over(1, 0) / requests.Over(3, 0);
        }));
        run.Run(Gate.NotBelow("FeatureManagement WithFeatureGate over bare, by endpoint variant over bare", 2.5, "x", () => requests!.Over(2, 0) / requests.Over(1, 0)));
        run.Tell("  bare endpoint, request and context made", requests!.Nanoseconds(0), "ns");
        run.Tell("  endpoint variant, over bare", requests.Over(1, 0), "ns");
        run.Tell("  filter by hand, over bare", requests.Over(3, 0), "ns");
        run.Tell("  endpoint variant with a rule on an attribute, over the same without: a context made and asked", requests.Over(4, 1), "ns");
        run.Tell("  FeatureManagement WithFeatureGate, over bare", requests.Over(2, 0), "ns");
        run.Run(Gate.AtMost("endpoint variant, allocated over bare", 64, "B", () => Allocation.PerOperation(variant) - Allocation.PerOperation(bare)));
        run.Tell("  FeatureManagement WithFeatureGate, allocated over bare", Allocation.PerOperation(gated) - Allocation.PerOperation(bare), "B");
        run.Run(Gate.AtMost("context of a request, made for a rule on an attribute, allocated", 128, "B", () => Allocation.PerOperation(asking) - Allocation.PerOperation(variant)));
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
