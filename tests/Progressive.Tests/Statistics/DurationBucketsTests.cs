using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class DurationBucketsTests
{
    private static readonly Gen<double[]> Durations = Gen.Double[-5.9, 3].Select(log => Math.Pow(10, log)).Array[1, 300];

    [Fact]
    public void A_quantile_is_right_to_one_percent() => Gen.Select(Durations, Gen.Double[0, 1]).Sample((durations, quantile) =>
    {
        var exact = durations.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(quantile * durations.Length) - 1));
        Assert.InRange(DurationBuckets.Quantile(Count(durations), quantile) / exact, 1 - 0.0109, 1 + 0.0109);
    });

    [Fact]
    public void Merging_is_adding() => Gen.Select(Durations, Durations).Sample((first, second) =>
    {
        var merged = Count(first);
        DurationBuckets.Add(Count(second), merged);
        Assert.Equal(Count([.. first, .. second]), merged);
    });

    [Fact]
    public void What_is_out_of_range_counts_at_the_ends()
    {
        Assert.All([0, -1, double.NaN, 1e-9, Math.ScaleB(1, -20)], seconds => Assert.Equal(0, DurationBuckets.IndexOf(seconds)));
        Assert.All([Math.ScaleB(1, 10), 1e6, double.PositiveInfinity], seconds => Assert.Equal(DurationBuckets.Count - 1, DurationBuckets.IndexOf(seconds)));
        Assert.True(double.IsNaN(DurationBuckets.Quantile(new long[DurationBuckets.Count], 0.5)));
    }

    [Fact]
    public void Dense_buckets_are_those_of_open_telemetry() => Gen.Double[-5.9, 3].Sample(log =>
    {
        var seconds = Math.Pow(10, log);
        var bucket = DurationBuckets.IndexOf(seconds);
        Assert.Equal(ExponentialBuckets.Index(seconds), bucket + DurationBuckets.FirstIndex);
        Assert.True(seconds <= DurationBuckets.UpperBound(bucket) * (1 + 1e-12));
    });

    private static long[] Count(double[] durations)
    {
        var counts = new long[DurationBuckets.Count];
        foreach (var duration in durations)
        {
            counts[DurationBuckets.IndexOf(duration)]++;
        }

        return counts;
    }
}
