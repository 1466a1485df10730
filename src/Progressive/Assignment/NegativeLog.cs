using System.Numerics;

namespace Progressive.Assignment;

/// <summary>-log2 of a 64-bit fraction in fixed point, by table and straight line, in integers only: the same on every machine.</summary>
/// <remarks>
/// The table holds -log2(1 + i/1024) for i = 0…1024 in units of 2^-32, computed by the integer squaring method so that no floating-point library
/// has a say in who gets which variant. The line between two entries is off by less than 1.8e-7, which moves no share by more than 0.02 parts per
/// million; docs/specs/bucketing.md has the argument.
/// </remarks>
internal static class NegativeLog
{
    /// <summary>Fraction bits of the result.</summary>
    public const int FractionBits = 32;

    private const int IndexBits = 10;

    // An entry above, and how far it is to the next below: one load for both ends of the line.
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
        var entry = s_log[index];
        var log = (entry >> 32) + (((entry & uint.MaxValue) * rest) >> 32);
        return (((ulong)zeros + 1) << FractionBits) - log;
    }

    private static ulong[] Build()
    {
        var table = new ulong[1 << IndexBits];
        var next = 1UL << FractionBits;
        for (var i = table.Length - 1; i >= 0; i--)
        {
            var log = Log2(((ulong)i + (1UL << IndexBits)) << (62 - IndexBits));
            table[i] = (log << 32) | (next - log);
            next = log;
        }

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
