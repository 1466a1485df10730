using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>A flag that is on for everybody, one of sixteen, by each way of reading it.</summary>
[MemoryDiagnoser]
public class FlagBenchmarks
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

    [Benchmark(Baseline = true, Description = "floor: FrozenDictionary, ignoring case")]
    public bool FrozenIgnoringCase() => _subject.FrozenIgnoringCase(_i++);

    [Benchmark(Description = "floor: FrozenDictionary, ordinal")]
    public bool FrozenOrdinal() => _subject.FrozenOrdinal(_i++);

    [Benchmark(Description = "Progressive, by name")]
    public bool ByName() => _subject.ByName(_i++);

    [Benchmark(Description = "Progressive, by FlagKey")]
    public bool ByHandle() => _subject.ByHandle(_i++);

    [Benchmark(Description = "FeatureManagement IFeatureManager")]
    public bool Manager() => _subject.Manager(_i++);

    [Benchmark(Description = "FeatureManagement snapshot, warm")]
    public bool WarmSnapshot() => _subject.WarmSnapshot(_i++);
}
