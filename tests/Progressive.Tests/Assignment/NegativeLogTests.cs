using CsCheck;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

public sealed class NegativeLogTests
{
    private const double One = 1UL << NegativeLog.FractionBits;

    [Fact]
    public void Is_close_to_the_logarithm_and_never_below_it() =>
        Gen.ULong.Sample(hash =>
        {
            // Up to 2e-9 of the difference is the rounding of the two doubles and of the integer result.
            var error = (NegativeLog.Of(hash) / One) - (64 - Math.Log2(hash | 1));
            Assert.InRange(error, -2e-9, 1.73e-7);
        }, iter: 20_000);

    [Fact]
    public void Never_rises_with_the_hash() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 63]).Sample((hash, shift) =>
        {
            hash >>= shift;
            Assert.True(NegativeLog.Of(hash) >= NegativeLog.Of(hash == ulong.MaxValue ? hash : hash + 1));
        }, iter: 20_000);

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(ulong.MaxValue - 1)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) - 1)]
    public void Stays_in_the_range_that_cross_multiplication_needs(ulong hash)
    {
        // Weights are at most 1,000,000 < 2^20: products stay below 2^59.
        Assert.InRange(NegativeLog.Of(hash), 1UL, 64UL << NegativeLog.FractionBits);
    }
}
