using System.Diagnostics;
using System.Numerics;

namespace Progressive.Benchmarks.Subjects;

/// <summary>The least a guard can do by hand: the likelihood ratios of a tick to sixteen alternatives and one onset; and for an outcome, counters, a histogram and a slot for each measure.</summary>
internal sealed class HandWrittenEvidence
{
    private const int Alternatives = 16;

    private readonly double[] _bad = new double[Alternatives];
    private readonly double[] _good = new double[Alternatives];
    private readonly double[] _sums = new double[Alternatives];
    private readonly long[] _histogram = new long[64];
    private readonly double[][] _measures = [new double[4096], new double[4096], new double[4096]];
    private readonly long[] _claimed = new long[3];
    private long _ended;

    public HandWrittenEvidence()
    {
        for (var j = 0; j < Alternatives; j++)
        {
            var p = 0.015 * Math.Pow(60, j / 15.0);
            (_bad[j], _good[j], _sums[j]) = (Math.Log(p / 0.01), Math.Log((1 - p) / 0.99), 0.5 / Alternatives);
        }
    }

    /// <summary>So many ticks.</summary>
    /// <returns>Nanoseconds.</returns>
    public double Ticks(int count)
    {
        var start = Stopwatch.GetTimestamp();
        var e = 0.0;
        for (var tick = 0; tick < count; tick++)
        {
            e += Tick(bad: tick % 20 == 0 ? 1 : 0, good: 10);
        }

        var taken = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        return double.IsNaN(e) ? throw new InvalidOperationException("The floor computes nothing.") : taken;
    }

    /// <summary>So many outcomes with three measures.</summary>
    /// <returns>Nanoseconds for each.</returns>
    public double Record(int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            RecordOne(i);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    private void RecordOne(int value)
    {
        Interlocked.Increment(ref _ended);
        Interlocked.Increment(ref _histogram[BitOperations.Log2((uint)value | 1)]);
        for (var i = 0; i < _measures.Length; i++)
        {
            _measures[i][Interlocked.Increment(ref _claimed[i]) & 4095] = value;
        }
    }

    private double Tick(int bad, int good)
    {
        var sum = 0.0;
        for (var j = 0; j < Alternatives; j++)
        {
            sum += _sums[j] = Math.Min((_sums[j] + (0.4 / 18_000 / Alternatives)) * Math.Exp((bad * _bad[j]) + (good * _good[j])), 1e200);
        }

        return Math.Log(sum);
    }
}
