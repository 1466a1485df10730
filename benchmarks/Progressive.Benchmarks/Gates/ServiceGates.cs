using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks.Gates;

/// <summary>A service call that is decided, made and recorded.</summary>
internal static class ServiceGates
{
    public static void Run(GateRun run)
    {
        using var subject = new ServiceCalls();
        subject.Verify();
        ServiceCalls.Enter(7);
        var sink = 0;

        Action<int> byHand = n => { for (var i = 0; i < n; i++) { sink += subject.ByHand(i); } };
        Action<int> routed = n => { for (var i = 0; i < n; i++) { sink += subject.Routed(i); } };
        Action<int> variantService = n => { for (var i = 0; i < n; i++) { sink += subject.VariantService(i); } };
        Action<int> breaker = n => { for (var i = 0; i < n; i++) { sink += subject.CircuitBreaker(i); } };

        Rounds? calls = null;
        double Calls(int work, int by) => (calls = Rounds.Measure(byHand, routed, variantService, breaker)).Ratio(work, by);

        run.Run(Gate.AtMost("routed service call, by a hand-written decorator doing the same work", 1.6, "x", () => Calls(1, 0)));
        run.Run(Gate.NotBelow("FeatureManagement's variant service provider, by routed service call", 20, "x", () => Calls(2, 1)));
        run.Run(Gate.AtMost("routed service call, by a bare Polly circuit breaker around the same call", 1, "x", () => Calls(1, 3)));
        run.Tell("  hand-written decorator", calls!.Nanoseconds(0), "ns");
        run.Tell("  routed service call", calls.Nanoseconds(1), "ns");
        run.Tell("  FeatureManagement IVariantServiceProvider", calls.Nanoseconds(2), "ns");
        run.Tell("  Polly circuit breaker", calls.Nanoseconds(3), "ns");
        run.Run(Gate.AtMost("routed service call, allocated", 0, "B", () => Allocation.PerOperation(routed)));
        run.Run(Gate.AtMost("routed service call, Task that is complete, allocated", 0, "B", () => Allocation.PerOperation(n =>
        {
            for (var i = 0; i < n; i++)
            {
                sink += subject.RoutedSoon(i).GetAwaiter().GetResult();
            }
        })));
        run.Run(Gate.AtMost("routed service call, truly asynchronous ValueTask, allocated over bare", 0, "B", () =>
            Allocation.PerOperationOnAllThreads(Await(subject.RoutedLater)) - Allocation.PerOperationOnAllThreads(Await(subject.BareLater))));
        run.Run(Gate.AtMost("routed service call, truly asynchronous Task, allocated over bare", 112, "B", () =>
            Allocation.PerOperationOnAllThreads(Await(i => new ValueTask<int>(subject.RoutedLaterByTask(i))))
            - Allocation.PerOperationOnAllThreads(Await(i => new ValueTask<int>(subject.BareLaterByTask(i))))));
        GC.KeepAlive(sink);
    }

    private static Action<int> Await(Func<int, ValueTask<int>> call) => n => AwaitAll(call, n).GetAwaiter().GetResult();

    private static async Task AwaitAll(Func<int, ValueTask<int>> call, int n)
    {
        for (var i = 0; i < n; i++)
        {
            await call(i).ConfigureAwait(false);
        }
    }
}
