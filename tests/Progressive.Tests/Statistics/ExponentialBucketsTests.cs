using System.Numerics;
using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class ExponentialBucketsTests
{
    [Fact]
    public void The_bounds_are_exact_and_belong_to_the_lower_bucket()
    {
        for (var j = 1; j < 32; j++)
        {
            var lastBelow = LastBelowRoot(j);
            for (var octave = -20; octave <= 10; octave++)
            {
                var value = Math.ScaleB(lastBelow, octave);
                Assert.Equal((32 * octave) + j - 1, ExponentialBuckets.Index(value));
                Assert.Equal((32 * octave) + j, ExponentialBuckets.Index(Math.BitIncrement(value)));
            }
        }
    }

    [Fact]
    public void Powers_of_two_are_upper_bounds()
    {
        for (var octave = -1074; octave <= 1023; octave++)
        {
            Assert.Equal((32 * octave) - 1, ExponentialBuckets.Index(Math.ScaleB(1, octave)));
        }
    }

    [Fact]
    public void A_value_lies_in_its_bucket_at_every_scale() => Gen.Select(Gen.Double[-300, 300], Gen.Int[0, 5]).Sample((log, scale) =>
    {
        var value = Math.Pow(10, log);
        var index = ExponentialBuckets.Index(value, scale);
        Assert.True(value > ExponentialBuckets.UpperBound(index - 1, scale) * (1 - 1e-12));
        Assert.True(value <= ExponentialBuckets.UpperBound(index, scale) * (1 + 1e-12));
    });

    [Fact]
    public void Numbers_without_a_bucket_are_below_or_above_all()
    {
        Assert.Equal(int.MinValue, ExponentialBuckets.Index(0));
        Assert.Equal(int.MinValue, ExponentialBuckets.Index(-1));
        Assert.Equal(int.MinValue, ExponentialBuckets.Index(double.NaN));
        Assert.Equal(int.MaxValue, ExponentialBuckets.Index(double.PositiveInfinity));
    }

    // The largest double in [1, 2) below 2^(j/32), by integers: (2^52 + m)^32 <= 2^(52*32 + j).
    private static double LastBelowRoot(int j)
    {
        long low = 0, high = (1L << 52) - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (BigInteger.Pow((BigInteger.One << 52) + middle, 32) <= BigInteger.One << ((52 * 32) + j))
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return BitConverter.Int64BitsToDouble((1023L << 52) | low);
    }
}
