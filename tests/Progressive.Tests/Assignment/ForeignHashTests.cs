using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

/// <summary>What other products compute, by their own vectors and by their formulas written down a second time.</summary>
public sealed class ForeignHashTests
{
    /// <summary>Flags and users of the tests that Microsoft's implementations in all languages share, where each of two variants has 50%.</summary>
    [Theory]
    [InlineData("AllocationAssignedVariant", "Adam", 25.27)]
    [InlineData("AllocationAssignedVariant", "Britney", 69.03)]
    [InlineData("ComplexAssignment", "Jane", 7.71)]
    [InlineData("ComplexAssignment", "Selena", 71.55)]
    public void Microsoft_places_the_users_of_their_shared_tests(string flag, string user, double percentage)
    {
        var bucket = Bucket.Of(Hash(Bucketing.Microsoft, "allocation\n" + flag).Compute(user));
        Assert.Equal(percentage, Math.Round(bucket / 10_000.0, 2));
    }

    [Theory]
    [InlineData("", 0x0000_0000u)]
    [InlineData("ejOoVL", 0x0000_0000u)]
    [InlineData("bY9fO-", 0x0000_0001u)]
    [InlineData("SI7p-", 0x7FFF_FFFFu)]
    [InlineData("6LvT0", 0x8000_0000u)]
    [InlineData("ceQdGm", 0xFFFF_FFFFu)]
    [InlineData("test", 0xBA6B_D213u)]
    [InlineData("Hello, world!", 0xC036_3E43u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x2E4F_F723u)]
    public void Murmur3_is_the_published_function(string text, uint expected)
    {
        Assert.Equal(expected, Murmur3.Hash(Encoding.UTF8.GetBytes(text)));
        Assert.Equal((ulong)expected << 32, Hash(Bucketing.FlagdV2, "").Compute(text));
    }

    [Theory]
    [InlineData("jack", "hearts")]
    [InlineData("queen", "spades")]
    [InlineData("ten", "clubs")]
    [InlineData("nine", "diamonds")]
    [InlineData("3", "clubs")]
    public void Flagd_deals_the_cards_of_its_test_bed(string user, string card)
    {
        string[] cards = ["clubs", "diamonds", "hearts", "spades"];
        var split = new RangeSplit([(0, 25), (1, 25), (2, 25), (3, 25)]);
        Assert.Equal(card, cards[split.Choose(Hash(Bucketing.FlagdV2, "fractional-flag").Compute(user))]);
    }

    [Theory]
    [InlineData("seven", "hearts")]
    [InlineData("eight", "diamonds")]
    [InlineData("nine", "clubs")]
    [InlineData("two", "spades")]
    public void Flagd_deals_the_same_cards_to_flags_that_share_a_seed(string user, string card)
    {
        string[] cards = ["clubs", "diamonds", "hearts", "spades"];
        var split = RangeSplit.OfShares([.. cards.Select((_, index) => (index, Share.Parse("25%")))]);
        Assert.Equal(card, cards[split.Choose(Hash(Bucketing.FlagdV2, "shared-seed").Compute(user))]);
    }

    [Fact]
    public void Ours_is_not_foreign() => Assert.Null(ForeignHash.Of(Bucketing.Native, "x"));

    /// <summary>Theirs, with doubles, against ours, with buckets: for every percentage of four decimals, and for the key exactly at it.</summary>
    [Fact]
    public void Microsoft_compares_as_doubles_compare() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]).Sample((hash, from, to) =>
        {
            foreach (var h in new[] { hash, 0u, uint.MaxValue, Near(from), Near(from) + 1, unchecked(Near(to) - 1), Near(to) })
            {
                var percentage = MicrosoftHash.Percentage(h);
                var bucket = MicrosoftHash.BucketOf(percentage);
                var (first, end) = (Percent(from), Percent(to));
                var theirs = percentage >= first && (end == 100 || percentage < end);

                // Theirs lets a range from 100 to 100 have the one key in four thousand million that stands at 100; no share says that.
                if (from < 1_000_000)
                {
                    Assert.Equal(theirs, bucket >= from && bucket < to);
                }

                Assert.Equal(bucket, Bucket.Of(RangeSplit.Threshold(bucket, Share.Whole)));
            }
        });

    /// <summary>The product with 10,000 is rounded, so next to a boundary it may fall on its other side.</summary>
    [Fact]
    public void The_bucket_is_the_largest_that_is_not_above_the_percentage() =>
        Gen.Int[1, 999_999].Sample(bucket =>
        {
            var boundary = Percent(bucket);
            Assert.Equal(bucket - 1, MicrosoftHash.BucketOf(Math.BitDecrement(boundary)));
            Assert.Equal(bucket, MicrosoftHash.BucketOf(boundary));
            Assert.Equal(bucket, MicrosoftHash.BucketOf(Math.BitIncrement(boundary)));
        });

    [Fact]
    public void Microsoft_hashes_key_line_feed_salt() =>
        Gen.Select(Gen.String, Gen.String).Sample((key, salt) =>
        {
            var h = BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key + "\n" + salt)));
            Assert.Equal(MicrosoftHash.BucketOf(MicrosoftHash.Percentage(h)), Bucket.Of(Hash(Bucketing.Microsoft, salt).Compute(key)));
        });

    [Fact]
    public void Flagd_hashes_salt_and_key_without_anything_between() =>
        Gen.Select(Gen.String, Gen.String).Sample((key, salt) =>
            Assert.Equal((ulong)Murmur3.Hash([.. Encoding.UTF8.GetBytes(salt), .. Encoding.UTF8.GetBytes(key)]) << 32, Hash(Bucketing.FlagdV2, salt).Compute(key)));

    [Theory]
    [InlineData("microsoft")]
    [InlineData("flagd-v2")]
    public void Keys_outside_ASCII_and_very_long_keys_are_keys_too(string bucketing)
    {
        var hash = Hash(Named(bucketing), "salt");
        string[] keys = ["zoë", "zo?", "日本", "??", "\U0001F600", new string('x', 10_000), new string('é', 10_000)];
        Assert.Equal(keys.Length, keys.Select(key => hash.Compute(key)).Distinct().Count());
    }

    [Theory]
    [InlineData("microsoft")]
    [InlineData("flagd-v2")]
    public void Nothing_is_allocated(string bucketing)
    {
        var hash = Hash(Named(bucketing), "allocation\ncheckout");
        var longKey = new string('k', 2_000);
        var sum = 0UL;
        for (var i = 0; i < 100; i++)
        {
            sum += hash.Compute("user-4711") + hash.Compute(longKey);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            sum += hash.Compute("user-4711") + hash.Compute(longKey);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0UL, sum);
    }

    private static ForeignHash Hash(Bucketing bucketing, string salt) => ForeignHash.Of(bucketing, salt)!;

    private static Bucketing Named(string bucketing) => bucketing == "microsoft" ? Bucketing.Microsoft : Bucketing.FlagdV2;

    private static uint Near(int bucket) => (uint)(bucket / 1e6 * uint.MaxValue);

    // As a file has it: written with at most four decimals and parsed.
    private static double Percent(int bucket) => double.Parse((bucket / 10_000m).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
