using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

/// <summary>The specification's vectors: another implementation that follows docs/specs/bucketing.md gets these numbers, and so do we.</summary>
public sealed class BucketingVectorTests
{
    private static readonly BucketingVectors s_vectors = BucketingVectors.Read();

    [Fact]
    public void Hashes_and_buckets()
    {
        Assert.True(s_vectors.Keys.Length > 100);
        Assert.All(s_vectors.Keys, v =>
        {
            var hash = new BucketHash(v.Domain, v.Salt).Compute(v.Text);
            Assert.Equal(BucketingVectors.Hex(v.Hash), hash);
            Assert.Equal(v.Bucket, Bucket.Of(hash));
        });
    }

    [Fact]
    public void The_vectors_cover_every_length_class_of_the_hash_and_both_buffers()
    {
        int[] edges = [128, 129, 240, 241, 512, 513, 1024, 1025, 4025];
        Assert.All(edges, edge => Assert.Contains(s_vectors.Keys, v => v.Bytes == edge));
    }

    [Fact]
    public void A_key_is_in_every_rollout_above_its_bucket_and_in_none_below()
    {
        Assert.All(s_vectors.Keys.Where(v => v.Domain == "rollout" && v.Text.Length > 0), v =>
        {
            var flag = FlagSample.Rollout(salt: v.Salt);
            Assert.Equal("stable", Evaluate(v.Bucket).Variant);
            Assert.Equal("candidate", Evaluate(v.Bucket + 1).Variant);

            Evaluation Evaluate(int partsPerMillion) =>
                Progressive.Flags.FlagEvaluator.Evaluate(flag.At(Share.FromPartsPerMillion(partsPerMillion)), v.Text);
        });
    }

    [Fact]
    public void Names_of_variants() =>
        Assert.All(s_vectors.Names, v => Assert.Equal(BucketingVectors.Hex(v.Hash), XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(v.Text))));

    [Fact]
    public void Arrival_times() =>
        Assert.All(s_vectors.Arrivals, v => Assert.Equal(v.Time, NegativeLog.Of(BucketingVectors.Hex(v.Hash))));

    [Fact]
    public void The_logarithm_table()
    {
        var bytes = new byte[8 * 1025];
        for (var i = 0; i <= 1024; i++)
        {
            // A fraction of exactly (1024 + i) / 2048 reads entry i without interpolation, but for the lowest bit that is always set.
            var entry = i == 1024 ? 1UL << 32 : (1UL << 32) - NegativeLog.Of((1024UL + (ulong)i) << 53);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), entry);
        }

        Assert.Equal(BucketingVectors.Hex(s_vectors.Table.Xxh3), XxHash3.HashToUInt64(bytes));
        Assert.All(s_vectors.Table.Entries, entry => Assert.Equal(entry[1], BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * (int)entry[0]))));
    }

    [Fact]
    public void Splits_in_any_order_of_declaration()
    {
        Assert.True(s_vectors.Splits.Length > 100);
        Assert.All(s_vectors.Splits, v =>
        {
            var names = v.Shares.Keys.ToList();
            var forward = v.Split();
            var backward = v.Split(v.Shares.Keys.Reverse());
            var hash = new BucketHash("split", v.Salt).Compute(v.Text);
            Assert.Equal(BucketingVectors.Hex(v.Hash), hash);
            Assert.Equal(v.Variant, names[forward.Choose(hash)]);
            Assert.Equal(v.Variant, names[backward.Choose(hash)]);
        });
    }
}
