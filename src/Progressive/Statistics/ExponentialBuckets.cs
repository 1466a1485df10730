namespace Progressive.Statistics;

/// <summary>
/// Buckets of the base-2 exponential histogram of OpenTelemetry: bucket <c>i</c> at scale <c>s</c> is <c>(2^(i/2^s), 2^((i+1)/2^s)]</c>, the upper bound
/// included. The index comes from the bits of the number and a table, with no logarithm, and is exact at every boundary.
/// </summary>
internal static class ExponentialBuckets
{
    /// <summary>32 buckets for each doubling: a value known by its bucket is known to 1.08 %.</summary>
    internal const int FinestScale = 5;

    private const int MantissaBits = 52;
    private const int CellBits = 6;
    private const int ExponentBias = 1023;
    private const long MantissaMask = (1L << MantissaBits) - 1;

    // The mantissa bits of 2^(j/32), rounded down (from integer arithmetic: the largest m with (2^52+m)^32 <= 2^(52*32+j)). These roots are irrational
    // but for j = 0, so "greater than the rounded-down bits" is "greater than the root".
    private static readonly long[] Roots =
    [
        0x0000000000000, 0x059B0D3158574, 0x0B5586CF9890F, 0x11301D0125B50,
        0x172B83C7D517A, 0x1D4873168B9AA, 0x2387A6E756238, 0x29E9DF51FDEE1,
        0x306FE0A31B715, 0x371A7373AA9CA, 0x3DEA64C123422, 0x44E086061892D,
        0x4BFDAD5362A27, 0x5342B569D4F81, 0x5AB07DD485429, 0x6247EB03A5584,
        0x6A09E667F3BCC, 0x71F75E8EC5F73, 0x7A11473EB0186, 0x82589994CCE12,
        0x8ACE5422AA0DB, 0x93737B0CDC5E4, 0x9C49182A3F090, 0xA5503B23E255C,
        0xAE89F995AD3AD, 0xB7F76F2FB5E46, 0xC199BDD85529C, 0xCB720DCEF9069,
        0xD5818DCFBA487, 0xDFC97337B9B5E, 0xEA4AFA2A490D9, 0xF50765B6E4540,
    ];

    // How many roots lie below the start of each sixty-fourth of [1, 2). No sixty-fourth holds two of them: they are at least 0.0219 apart.
    private static readonly byte[] RootsBelowCell = CountRoots();

    /// <summary>The bucket of <paramref name="value"/>; <see cref="int.MinValue"/> unless it is above 0, <see cref="int.MaxValue"/> for infinity.</summary>
    /// <param name="value">Any number.</param>
    /// <param name="scale">0 to 5: a coarser bucket is the union of the finer ones, so its index is theirs shifted.</param>
    internal static int Index(double value, int scale = FinestScale)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)scale, (uint)FinestScale, nameof(scale));
        if (!(value > 0))
        {
            return int.MinValue;
        }

        if (double.IsPositiveInfinity(value))
        {
            return int.MaxValue;
        }

        var shift = 0;
        if (!double.IsNormal(value))
        {
            value *= 1L << MantissaBits;
            shift = MantissaBits << FinestScale;
        }

        return (NormalIndex(value) - shift) >> (FinestScale - scale);
    }

    /// <summary>The bucket, at the finest scale, of a number that is positive, finite and not subnormal.</summary>
    internal static int NormalIndex(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> MantissaBits) - ExponentBias;
        var mantissa = bits & MantissaMask;
        int below = RootsBelowCell[(int)(mantissa >> (MantissaBits - CellBits))];
        if (below < Roots.Length && mantissa > Roots[below])
        {
            below++;
        }

        return (exponent << FinestScale) + below - 1;
    }

    /// <summary>The upper bound of bucket <paramref name="index"/>, which belongs to it; its lower bound is that of the bucket before.</summary>
    internal static double UpperBound(int index, int scale = FinestScale) => Math.Pow(2, (index + 1) / (double)(1 << scale));

    private static byte[] CountRoots()
    {
        var counts = new byte[1 << CellBits];
        for (var cell = 0; cell < counts.Length; cell++)
        {
            foreach (var root in Roots)
            {
                if (root < (long)cell << (MantissaBits - CellBits))
                {
                    counts[cell]++;
                }
            }
        }

        return counts;
    }
}
