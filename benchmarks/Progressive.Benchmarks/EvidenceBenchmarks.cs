using BenchmarkDotNet.Attributes;
using Progressive.Benchmarks.Subjects;

namespace Progressive.Benchmarks;

/// <summary>A call of a flag with two guards on outcomes and three on measures, decided beforehand, by a clock that costs nothing to read; and a tick of a guard by hand.</summary>
[MemoryDiagnoser]
public class EvidenceBenchmarks
{
    private const int Operations = 2_000;

    private readonly HandWrittenEvidence _byHand = new();
    private OutcomeRecording _recording = null!;

    [GlobalSetup]
    public void Start()
    {
        _recording = new OutcomeRecording();
        _recording.Verify();
    }

    [GlobalCleanup]
    public void Stop() => _recording.Dispose();

    // Places for values are limited, and reading them is the tick's work.
    [IterationCleanup]
    public void Tick() => _recording.EndBatch();

    [Benchmark(Baseline = true, Description = "counters, a histogram and three slots by hand", OperationsPerInvoke = Operations)]
    public double ByHand() => _byHand.Record(Operations);

    [Benchmark(Description = "a call with three measures, from its start to its outcome", OperationsPerInvoke = Operations)]
    public void Call() => _recording.Run(Operations);

    [Benchmark(Description = "a guard on a tick by hand: sixteen alternatives, one onset", OperationsPerInvoke = Operations)]
    public double TickByHand() => _byHand.Ticks(Operations);
}
