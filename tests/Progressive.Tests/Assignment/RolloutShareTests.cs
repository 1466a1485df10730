using CsCheck;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

/// <summary>The rollout threshold: who is in, who enters, who leaves.</summary>
public sealed class RolloutShareTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(125_000)]
    [InlineData(500_000)]
    [InlineData(999_999)]
    public void The_share_is_right(int partsPerMillion)
    {
        var inside = KeyHashes.Of("rollout", "checkout").Count(hash => Bucket.Of(hash) < partsPerMillion);
        KeyHashes.AssertWithinFiveSigma(inside, KeyHashes.Count, partsPerMillion / 1e6);
    }

    [Fact]
    public void Zero_is_nobody_and_a_hundred_percent_is_everybody()
    {
        Assert.All(KeyHashes.Of("rollout", "checkout").Take(10_000).Append(0UL).Append(ulong.MaxValue), hash => Assert.InRange(Bucket.Of(hash), 0, Share.Whole - 1));
        Assert.Equal("stable", Progressive.Flags.FlagEvaluator.Evaluate(FlagSample.Rollout().At(Share.None), "user-1").Variant);
        Assert.Equal("candidate", Progressive.Flags.FlagEvaluator.Evaluate(FlagSample.Rollout().At(Share.All), "user-1").Variant);
    }

    [Fact]
    public void A_raise_moves_nobody_back_and_a_lowering_lets_out_last_who_came_in_first() =>
        Gen.Select(Gen.Int[0, Share.Whole].Array[2, 12], Gen.String.Array[50]).Sample((weights, keys) =>
        {
            var rollout = FlagSample.Rollout();
            var present = keys.Where(k => k.Length > 0).Distinct().ToArray();
            var inside = new HashSet<string>();
            var entered = new List<string>();
            var last = 0;
            foreach (var weight in weights)
            {
                var flag = rollout.At(Share.FromPartsPerMillion(weight));
                var now = present.Where(k => Progressive.Flags.FlagEvaluator.Evaluate(flag, k).Variant == "candidate").ToHashSet();
                if (weight >= last)
                {
                    Assert.True(inside.IsSubsetOf(now));
                    entered.AddRange(now.Except(inside).OrderBy(BucketOf));
                }
                else
                {
                    Assert.True(now.IsSubsetOf(inside));

                    // Whoever is left came in before everybody who went.
                    Assert.True(entered.Take(now.Count).ToHashSet().SetEquals(now));
                    entered.RemoveRange(now.Count, entered.Count - now.Count);
                }

                (inside, last) = (now, weight);
            }
        });

    [Fact]
    public void The_bucket_is_the_hash_scaled_down_exactly() =>
        Gen.ULong.Sample(hash => Assert.Equal((int)((UInt128)hash * 1_000_000 >> 64), Bucket.Of(hash)));

    private static int BucketOf(string key) => Bucket.Of(new BucketHash("rollout", "checkout").Compute(key));
}
