using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

/// <summary>Every variant gets its share: within 5 standard deviations over a million keys.</summary>
public sealed class SplitShareTests
{
    [Theory]
    [InlineData(500_000, 500_000)]
    [InlineData(900_000, 100_000)]
    [InlineData(990_000, 10_000)]
    [InlineData(999_000, 1_000)]
    [InlineData(999_900, 100)]
    [InlineData(999_990, 10)]
    [InlineData(999_999, 1)]
    [InlineData(1, 999_999)]
    [InlineData(340_000, 330_000, 330_000)]
    [InlineData(700_000, 299_999, 1)]
    [InlineData(200_000, 200_000, 200_000, 200_000, 200_000)]
    [InlineData(1, 10, 100, 1_000, 998_889)]
    [InlineData(1, 1)]
    [InlineData(3, 2, 1)]
    public void Shares(params int[] weights)
    {
        var split = SplitSample.Of(weights);
        var hashes = KeyHashes.Of("split", "checkout");
        var counts = new int[weights.Length];
        foreach (var hash in hashes)
        {
            counts[split.Choose(hash)]++;
        }

        var total = (double)weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            KeyHashes.AssertWithinFiveSigma(counts[i], hashes.Length, weights[i] / total);
        }
    }

    [Theory]
    [InlineData("stable", "candidate")]
    [InlineData("a", "b")]
    [InlineData("on", "off")]
    [InlineData("v1", "v2")]
    [InlineData("x", "xx")]
    public void Two_variants_draw_independently_of_each_other(string one, string other)
    {
        // The joint distribution of the two draws over 16 x 16 cells: were the mixing of hash and name biased for this pair of names, cells would
        // be fuller or emptier than independence allows.
        var (first, second) = (NameHash(one), NameHash(other));
        var cells = new int[256];
        foreach (var hash in KeyHashes.Of("split", "checkout"))
        {
            cells[(int)(((HashMixing.Finalize(hash ^ first) >> 60) << 4) | (HashMixing.Finalize(hash ^ second) >> 60))]++;
        }

        var expected = KeyHashes.Count / 256.0;
        var chiSquare = cells.Sum(c => (c - expected) * (c - expected) / expected);

        // Mean 255, standard deviation sqrt(2 x 255) = 22.6.
        Assert.InRange(chiSquare, 255 - (5 * 22.6), 255 + (5 * 22.6));
    }

    private static ulong NameHash(string name) => System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(name));
}
