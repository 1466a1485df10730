using System.Numerics;

namespace Progressive.Assignment;

/// <summary>-log2 of a 64-bit fraction in fixed point, by table and straight line, in integers only: the same on every machine.</summary>
/// <remarks>
/// The table holds -log2(1 + i/1024) for i = 0…1024 in units of 2^-32, computed by the integer squaring method so that no floating-point library
/// has a say in who gets which variant. The line between two entries is off by less than 1.8e-7, far below one part per million.
/// </remarks>
internal static class NegativeLog
{
    /// <summary>Fraction bits of the result.</summary>
    public const int FractionBits = 32;

    private const int IndexBits = 10;

    private static readonly ulong[] s_log = Build();

    /// <summary>-log2((hash + 1/2) / 2^64) in units of 2^-32, at least 1.</summary>
    public static ulong Of(ulong hash)
    {
        // The lowest bit is set so that zero has a logarithm too; it changes the value by less than 2^-63.
        hash |= 1;
        var zeros = BitOperations.LeadingZeroCount(hash);
        var mantissa = hash << zeros << 1;
        var index = (int)(mantissa >> (64 - IndexBits));
        var rest = mantissa << IndexBits >> 32;
        var low = s_log[index];
        var log = low + (((s_log[index + 1] - low) * rest) >> 32);
        return (((ulong)zeros + 1) << FractionBits) - log;
    }

    private static ulong[] Build()
    {
        var table = new ulong[(1 << IndexBits) + 1];
        for (var i = 0; i < 1 << IndexBits; i++)
        {
            table[i] = Log2(((ulong)i + (1UL << IndexBits)) << (62 - IndexBits));
        }

        table[^1] = 1UL << FractionBits;
        return table;
    }

    // log2 of x in [1, 2), x in units of 2^-62: each squaring yields one bit.
    private static ulong Log2(ulong x)
    {
        ulong result = 0;
        for (var bit = FractionBits - 1; bit >= 0; bit--)
        {
            var high = Math.BigMul(x, x, out var low);
            x = (high << 2) | (low >> 62);
            if (x >= 1UL << 63)
            {
                x >>= 1;
                result |= 1UL << bit;
            }
        }

        return result;
    }
}
