using System.Diagnostics;
using System.Runtime;

namespace Progressive.Benchmarks.Gates;

/// <summary>
/// Times several pieces of work in turns: hundreds of rounds, each of which runs every one of them for a fraction of a millisecond, in rotated order.
/// </summary>
/// <remarks>
/// What counts is the lowest decile of a work's turns. A turn that short either has the processor for itself or is thrown out with the slower
/// nine tenths, so a neighbour on the machine has to be there always, not now and then, to be seen; and then he slows every work alike.
/// </remarks>
internal sealed class Rounds
{
    private readonly double[][] _nanoseconds;

    private Rounds(double[][] nanoseconds) => _nanoseconds = nanoseconds;

    /// <summary>How many and how long: <c>--short</c> trades precision for minutes.</summary>
    public static (int Count, double Milliseconds) Size { get; set; } = (600, 0.4);

    /// <param name="works">Each takes a number of operations and does that many.</param>
    public static Rounds Measure(params Action<int>[] works)
    {
        Settle(works);
        var operations = works.Select(Calibrate).ToArray();
        var nanoseconds = works.Select(_ => new double[Size.Count]).ToArray();
        for (var round = 0; round < Size.Count; round++)
        {
            for (var turn = 0; turn < works.Length; turn++)
            {
                var i = (round + turn) % works.Length;
                var start = Stopwatch.GetTimestamp();
                works[i](operations[i]);
                nanoseconds[i][round] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / operations[i];
            }
        }

        Array.ForEach(nanoseconds, Array.Sort);
        return new Rounds(nanoseconds);
    }

    public double Ratio(int work, int by) => Nanoseconds(work) / Nanoseconds(by);

    /// <summary>What one work takes longer than another, in nanoseconds.</summary>
    public double Over(int work, int bare) => Nanoseconds(work) - Nanoseconds(bare);

    public double Nanoseconds(int work) => _nanoseconds[work][_nanoseconds[work].Length / 10];

    // The background compiler starts when nothing new has run for 100 ms, compiles what has run often twice over, and falls behind where much has run before.
    // Done is when it compiles nothing any more, twice in a row.
    private static void Settle(Action<int>[] works)
    {
        const int MostCycles = 60;
        var still = 0;
        for (var cycle = 0; cycle < MostCycles && still < 2; cycle++)
        {
            var compiled = JitInfo.GetCompiledMethodCount(currentThread: false);
            Array.ForEach(works, WarmUp);
            Thread.Sleep(200);
            still = JitInfo.GetCompiledMethodCount(currentThread: false) == compiled ? still + 1 : 0;
        }
    }

    private static void WarmUp(Action<int> work)
    {
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < 60 || Stopwatch.GetElapsedTime(start).TotalMilliseconds < 60; run++)
        {
            work(100);
        }
    }

    private static int Calibrate(Action<int> work)
    {
        for (var operations = 16; ; operations *= 2)
        {
            var fastest = double.MaxValue;
            for (var run = 0; run < 5; run++)
            {
                var start = Stopwatch.GetTimestamp();
                work(operations);
                fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            if (fastest >= Size.Milliseconds / 2)
            {
                return operations;
            }
        }
    }
}
