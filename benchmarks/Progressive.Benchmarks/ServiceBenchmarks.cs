using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>A service call that completes synchronously: decided by the current user, made, recorded.</summary>
[MemoryDiagnoser]
public class ServiceBenchmarks
{
    private ServiceCalls _subject = null!;

    [GlobalSetup]
    public void Start()
    {
        _subject = new ServiceCalls();
        _subject.Verify();
    }

    [GlobalCleanup]
    public void Stop() => _subject.Dispose();

    // The current user lives in the flow of execution that the iteration runs in.
    [IterationSetup]
    public void Enter() => ServiceCalls.Enter(7);

    [Benchmark(Description = "bare call", OperationsPerInvoke = Operations)]
    public int Bare() => Repeat(_subject.Bare);

    [Benchmark(Baseline = true, Description = "decorator by hand, same work", OperationsPerInvoke = Operations)]
    public int ByHand() => Repeat(_subject.ByHand);

    [Benchmark(Description = "Progressive, routed", OperationsPerInvoke = Operations)]
    public int Routed() => Repeat(_subject.Routed);

    [Benchmark(Description = "Polly circuit breaker", OperationsPerInvoke = Operations)]
    public int CircuitBreaker() => Repeat(_subject.CircuitBreaker);

    [Benchmark(Description = "FeatureManagement IVariantServiceProvider", OperationsPerInvoke = Operations)]
    public int VariantService() => Repeat(_subject.VariantService);

    private const int Operations = 100_000;

    private static int Repeat(Func<int, int> call)
    {
        var sum = 0;
        for (var i = 0; i < Operations; i++)
        {
            sum += call(i);
        }

        return sum;
    }
}
