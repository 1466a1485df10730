namespace Progressive.Statistics;

/// <summary>
/// The dense histogram of durations: 30 doublings of 32 buckets, from 2^-20 s (0.95 µs) to 2^10 s (17 minutes), at OpenTelemetry's scale 5, so that it is
/// exported without loss. What lies outside counts in the first or last bucket. Histograms merge by adding their counts.
/// </summary>
internal static class DurationBuckets
{
    internal const int Count = 960;

    /// <summary>The index, in <see cref="ExponentialBuckets"/> at scale 5 and in seconds, of the first bucket.</summary>
    internal const int FirstIndex = -640;

    private static readonly double Shortest = Math.ScaleB(1, -20);
    private static readonly double Longest = Math.ScaleB(1, 10);
    private static readonly GeometricBuckets Values = new(Math.Pow(2, 1.0 / 32));

    /// <summary>The bucket of a duration in seconds.</summary>
    internal static int IndexOf(double seconds)
    {
        // Written so that NaN and negative durations (a clock that stepped back) fall into the first bucket.
        if (!(seconds > Shortest))
        {
            return 0;
        }

        return seconds > Longest ? Count - 1 : ExponentialBuckets.NormalIndex(seconds) - FirstIndex;
    }

    /// <summary>Seconds up to and including which a duration is in <paramref name="bucket"/>.</summary>
    internal static double UpperBound(int bucket) => ExponentialBuckets.UpperBound(bucket + FirstIndex);

    /// <summary>The duration, in seconds and to 1.08 %, that a share <paramref name="quantile"/> of the calls do not exceed; NaN without calls.</summary>
    internal static double Quantile(ReadOnlySpan<long> counts, double quantile)
    {
        var total = 0L;
        foreach (var count in counts)
        {
            total += count;
        }

        if (total == 0)
        {
            return double.NaN;
        }

        var rank = Math.Clamp((long)Math.Ceiling(quantile * total), 1, total);
        var bucket = 0;
        for (var seen = counts[0]; seen < rank; seen += counts[bucket])
        {
            bucket++;
        }

        return Values.Estimate(bucket + FirstIndex + 1);
    }

    internal static void Add(ReadOnlySpan<long> counts, Span<long> destination)
    {
        for (var i = 0; i < Count; i++)
        {
            destination[i] += counts[i];
        }
    }
}
