using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>One request through an application's own pipeline, without a network; the request and its context are made in each.</summary>
[MemoryDiagnoser]
public class EndpointBenchmarks
{
    private EndpointCalls _subject = null!;
    private int _i;

    [GlobalSetup]
    public void Start()
    {
        _subject = new EndpointCalls();
        _subject.Verify();
    }

    [GlobalCleanup]
    public Task StopAsync() => _subject.DisposeAsync().AsTask();

    [Benchmark(Baseline = true, Description = "bare endpoint")]
    public void Bare() => _subject.Bare(_i++);

    [Benchmark(Description = "filter by hand: header, hash, two clock reads, counters, histogram")]
    public void ByHand() => _subject.ByHand(_i++);

    [Benchmark(Description = "Progressive, endpoint variant with a header key")]
    public void Variant() => _subject.Variant(_i++);

    [Benchmark(Description = "Progressive, endpoint variant whose rule asks for an attribute")]
    public void Asking() => _subject.Asking(_i++);

    [Benchmark(Description = "FeatureManagement, WithFeatureGate")]
    public void Gated() => _subject.Gated(_i++);

    [Benchmark(Description = "bare endpoint that goes on later")]
    public Task BareLater() => _subject.BareLater(_i++);

    [Benchmark(Description = "Progressive, endpoint variant that goes on later")]
    public Task VariantLater() => _subject.VariantLater(_i++);
}
