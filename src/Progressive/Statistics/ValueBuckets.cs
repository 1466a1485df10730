namespace Progressive.Statistics;

/// <summary>A histogram of positive values of any size, from 2^-32 to 2^32, 16 buckets for each doubling: enough to choose a threshold by, to 4.4 %.</summary>
internal sealed class ValueBuckets
{
    private const int Scale = 4;
    private const int FirstIndex = -32 << Scale;
    private const int Count = 64 << Scale;

    private readonly uint[] _counts = new uint[Count + 1];

    internal long Total { get; private set; }

    internal void Add(double value)
    {
        // Place 0 is for 0 and what is too small to tell from it.
        var place = value > 0 ? Math.Clamp(ExponentialBuckets.Index(value, Scale) - FirstIndex + 1, 0, Count) : 0;
        _counts[place]++;
        Total++;
    }

    /// <summary>The upper bound of the bucket that holds the quantile; NaN without values.</summary>
    internal double Quantile(double quantile)
    {
        if (Total == 0)
        {
            return double.NaN;
        }

        var rank = Math.Clamp((long)Math.Ceiling(quantile * Total), 1, Total);
        var place = 0;
        for (long seen = _counts[0]; seen < rank; seen += _counts[place])
        {
            place++;
        }

        return place == 0 ? 0 : ExponentialBuckets.UpperBound(place - 1 + FirstIndex, Scale);
    }

    internal void Clear()
    {
        _counts.AsSpan().Clear();
        Total = 0;
    }
}
