using CsCheck;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

public sealed class RangeSplitTests
{
    private static readonly Gen<int[]> s_weights = Gen.OneOf(
        Gen.Int[0, 5].Array[1, 6],
        Gen.Int[0, 1_000_000].Array[1, 6],
        Gen.Int[0, int.MaxValue / 6].Array[1, 6]);

    /// <summary>flagd: the first range where (hash * sum) >> 32 is below the running sum of weights.</summary>
    [Fact]
    public void Weights_compare_as_flagd_compares_them() =>
        Gen.Select(s_weights, Gen.UInt, Gen.UInt).Sample((weights, first, second) =>
        {
            var whole = weights.Sum(static w => (long)w);
            var split = new RangeSplit([.. weights.Select((w, i) => (i, (long)w))]);
            Assert.Equal(whole == 0, split.IsEmpty);
            if (whole == 0)
            {
                return;
            }

            foreach (var hash in Boundaries(weights, whole).Append(first).Append(second))
            {
                var place = (long)(((ulong)hash * (ulong)whole) >> 32);
                var expected = 0;
                for (var sum = (long)weights[0]; place >= sum; sum += weights[expected])
                {
                    expected++;
                }

                Assert.Equal(expected, split.Choose((ulong)hash << 32));
            }
        });

    [Fact]
    public void Shares_compare_as_buckets_compare() =>
        Gen.Select(Gen.Int[0, Share.Whole], Gen.Int[0, Share.Whole], Gen.ULong).Sample((one, other, any) =>
        {
            var (low, high) = (Math.Min(one, other), Math.Max(one, other));
            var split = RangeSplit.OfShares(
            [
                (7, Share.FromPartsPerMillion(low)),
                (8, Share.FromPartsPerMillion(high - low)),
                (7, Share.FromPartsPerMillion(Share.Whole - high)),
            ]);
            foreach (var hash in new[] { any, 0UL, ulong.MaxValue, At(low), unchecked(At(low) - 1), At(high), unchecked(At(high) - 1) })
            {
                var bucket = Bucket.Of(hash);
                Assert.Equal(bucket >= low && bucket < high ? 8 : 7, split.Choose(hash));
            }
        });

    [Fact]
    public void More_than_the_limit_is_refused()
    {
        Assert.Equal(1, new RangeSplit([(0, 1), (1, RangeSplit.MostWeight - 1)]).Choose(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RangeSplit([(0, 1), (1, RangeSplit.MostWeight)]));
    }

    private static ulong At(int bucket) => bucket == Share.Whole ? ulong.MaxValue : RangeSplit.Threshold(bucket, Share.Whole);

    // The hashes next to the end of each range, where an error of one shows.
    private static IEnumerable<uint> Boundaries(int[] weights, long whole)
    {
        var end = 0L;
        foreach (var weight in weights)
        {
            end += weight;
            var at = (uint)UInt128.Min(uint.MaxValue, ((UInt128)(ulong)end << 32) / (ulong)whole);
            yield return at;
            yield return at == 0 ? 0 : at - 1;
            yield return at == uint.MaxValue ? at : at + 1;
        }
    }
}
