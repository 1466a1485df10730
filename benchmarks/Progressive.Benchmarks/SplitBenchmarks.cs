using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>A split of 50 % by user id over 1,024 users whose contexts are built beforehand.</summary>
[MemoryDiagnoser]
public class SplitBenchmarks
{
    private FlagReading _subject = null!;
    private int _i;

    [GlobalSetup]
    public void Start()
    {
        _subject = new FlagReading();
        _subject.Verify();
    }

    [GlobalCleanup]
    public void Stop() => _subject.Dispose();

    [Benchmark(Baseline = true, Description = "floor: frozen lookup + XxHash3 of the same bytes")]
    public bool Floor() => _subject.SplitFloor(_i++);

    [Benchmark(Description = "Progressive, by name, context passed")]
    public bool ByName() => _subject.SplitByName(_i++);

    [Benchmark(Description = "Progressive, by FlagKey, context passed")]
    public bool ByHandle() => _subject.SplitByHandle(_i++);

    [Benchmark(Description = "Progressive, route and key, no context")]
    public bool ByKeyOnly() => _subject.SplitByKeyOnly(_i++);

    [Benchmark(Description = "FeatureManagement targeting filter, context passed")]
    public bool TargetingFilter() => _subject.SplitTargetingFilter(_i++);
}
