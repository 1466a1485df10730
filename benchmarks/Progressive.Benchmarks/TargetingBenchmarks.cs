using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>A rule with three attributes that serves a number, and a split three ways, over 1,024 users whose contexts are built beforehand.</summary>
[MemoryDiagnoser]
public class TargetingBenchmarks
{
    private Targeting _subject = null!;
    private int _i;

    [GlobalSetup]
    public void Start()
    {
        _subject = new Targeting();
        _subject.Verify();
    }

    [GlobalCleanup]
    public void Stop() => _subject.Dispose();

    [Benchmark(Baseline = true, Description = "by hand, attributes by name")]
    public int ByHandOfDictionary() => _subject.ByHandOfDictionary(_i++);

    [Benchmark(Description = "by hand, members of a record")]
    public int ByHand() => _subject.ByHand(_i++);

    [Benchmark(Description = "Progressive, a rule with three attributes and a value")]
    public int Rule() => _subject.Rule(_i++);

    [Benchmark(Description = "FeatureManagement, GetVariantAsync for a group and a percentile")]
    public int Variant() => _subject.Variant(_i++);

    [Benchmark(Description = "one hash of the same bytes")]
    public bool Hash() => _subject.Hash(_i++);

    [Benchmark(Description = "Progressive, split three ways, by FlagKey")]
    public int Split() => _subject.Split(_i++);
}
