using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>Loading flags, touching each once, reloading, and changing the state of one, with few and with many flags.</summary>
[MemoryDiagnoser]
public class ManyFlagBenchmarks
{
    private ManyFlags _subject = null!;
    private bool _on = true;

    [Params(10, 10_000)]
    public int Flags { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _subject = new ManyFlags(Flags);
        _subject.Load();
    }

    [GlobalCleanup]
    public void Stop() => _subject.Dispose();

    [Benchmark(Description = "start a host")]
    public void Load()
    {
        using var flags = new ManyFlags(Flags);
        flags.Load();
    }

    [Benchmark(Description = "read every flag once")]
    public void TouchAll() => _subject.TouchAll();

    [Benchmark(Description = "reload configuration until it is in force")]
    public void Reload() => _subject.Reload(_on = !_on);

    [Benchmark(Description = "kill one flag and restore it")]
    public void KillAndRestore() => _subject.KillAndRestore();
}
