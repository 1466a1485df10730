namespace Progressive.Assignment;

/// <summary>
/// Assigns by ordered ranges of the hash, as other products do: the first range that ends above the hash has it. One variant may have several
/// ranges, and their order counts: changing one weight moves the ends of all ranges after it.
/// </summary>
internal sealed class RangeSplit
{
    /// <summary>The most that the weights may add up to; flagd's limit.</summary>
    public const long MostWeight = int.MaxValue;

    // The last range needs no end.
    private readonly ulong[] _ends;
    private readonly int[] _variants;

    /// <param name="ranges">Variant index and weight, in order; ranges of weight zero take nothing.</param>
    public RangeSplit(IReadOnlyList<(int Variant, long Weight)> ranges)
    {
        var kept = ranges.Where(static r => r.Weight > 0).ToArray();
        var whole = kept.Sum(static r => r.Weight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(whole, MostWeight, nameof(ranges));
        _variants = [.. kept.Select(static r => r.Variant)];
        _ends = new ulong[Math.Max(0, kept.Length - 1)];
        var end = 0L;
        for (var i = 0; i < _ends.Length; i++)
        {
            end += kept[i].Weight;
            _ends[i] = Threshold(end, whole);
        }
    }

    /// <summary>Every range has the weight zero: nothing to assign.</summary>
    public bool IsEmpty => _variants.Length == 0;

    public static RangeSplit OfShares(IReadOnlyList<(int Variant, Share Share)> ranges) =>
        new([.. ranges.Select(static r => (r.Variant, (long)r.Share.PartsPerMillion))]);

    /// <summary>ceil(part * 2^64 / whole): the smallest hash that is not below that part of the whole. The part is less than the whole.</summary>
    public static ulong Threshold(long part, long whole) => (ulong)((((UInt128)(ulong)part << 64) + (ulong)(whole - 1)) / (ulong)whole);

    /// <returns>The variant index of the range that has the hash.</returns>
    public int Choose(ulong hash)
    {
        var ends = _ends;
        var i = 0;
        while (i < ends.Length && hash >= ends[i])
        {
            i++;
        }

        return _variants[i];
    }
}
