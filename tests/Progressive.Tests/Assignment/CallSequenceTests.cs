using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

public sealed class CallSequenceTests
{
    [Fact]
    public void Fresh_each_time_and_no_two_threads_alike()
    {
        var runs = new ulong[4][];
        var threads = Enumerable.Range(0, runs.Length)
            .Select(t => new Thread(() => runs[t] = [.. Enumerable.Range(0, 10_000).Select(_ => CallSequence.Next())]))
            .ToArray();
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        Assert.Equal(40_000, runs.SelectMany(r => r).Distinct().Count());
    }

    [Fact]
    public void Uniform()
    {
        // Seeded by the system, so this test may fail once in 1.7 million runs if nothing is wrong (5 sigma).
        var inside = 0;
        for (var i = 0; i < KeyHashes.Count; i++)
        {
            inside += Bucket.Of(CallSequence.Next()) < 100_000 ? 1 : 0;
        }

        KeyHashes.AssertWithinFiveSigma(inside, KeyHashes.Count, 0.1);
    }
}
