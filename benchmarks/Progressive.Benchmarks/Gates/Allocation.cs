namespace Progressive.Benchmarks.Gates;

/// <summary>Bytes an operation allocates.</summary>
internal static class Allocation
{
    private const int Operations = 20_000;

    /// <summary>On this thread, exactly. The smallest of a few runs: tiered compilation allocates now and then, the code under test always.</summary>
    public static double PerOperation(Action<int> work) => PerOperation(work, GC.GetAllocatedBytesForCurrentThread);

    /// <summary>On all threads, for work that resumes on another one. The machine around it allocates a little: less than a byte for each operation.</summary>
    public static double PerOperationOnAllThreads(Action<int> work) => Math.Floor(PerOperation(work, () => GC.GetTotalAllocatedBytes(precise: true)));

    private static double PerOperation(Action<int> work, Func<long> allocated)
    {
        work(1000);
        var least = long.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = allocated();
            work(Operations);
            least = Math.Min(least, allocated() - before);
        }

        return least / (double)Operations;
    }
}
