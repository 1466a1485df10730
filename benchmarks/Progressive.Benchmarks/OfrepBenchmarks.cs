using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>Remote evaluation of 1,000 flags through an application's own pipeline, without a network; the request and its context are made in each.</summary>
[MemoryDiagnoser]
public class OfrepBenchmarks
{
    private OfrepCalls _subject = null!;
    private int _i;

    [GlobalSetup]
    public void Start()
    {
        _subject = new OfrepCalls();
        _subject.Verify();
    }

    [GlobalCleanup]
    public Task StopAsync() => _subject.DisposeAsync().AsTask();

    [Benchmark(Baseline = true, Description = "200, all flags")]
    public void All() => _subject.All(_i++);

    [Benchmark(Description = "304, the same question")]
    public void Same() => _subject.Same(_i++);

    [Benchmark(Description = "304, another question with the same answer")]
    public void Alike() => _subject.Alike(_i++);
}
