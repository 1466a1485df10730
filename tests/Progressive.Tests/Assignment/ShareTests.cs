using System.Globalization;
using CsCheck;
using Progressive.Assignment;
using Xunit;

namespace Progressive.Tests.Assignment;

public sealed class ShareTests
{
    private static readonly NumberFormatInfo s_comma = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    [Theory]
    [InlineData("0%", 0)]
    [InlineData("100%", 1_000_000)]
    [InlineData("12.5%", 125_000)]
    [InlineData("0.0001%", 1)]
    [InlineData("99.9999%", 999_999)]
    [InlineData(" 25 % ", 250_000)]
    [InlineData("050%", 500_000)]
    [InlineData("10.50000%", 105_000)]
    public void Reads(string text, int partsPerMillion) => Assert.Equal(partsPerMillion, Share.Parse(text).PartsPerMillion);

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("25")]
    [InlineData("25 pp")]
    [InlineData("-1%")]
    [InlineData("+1%")]
    [InlineData("100.0001%")]
    [InlineData("0.00001%")]
    [InlineData("12,5%")]
    [InlineData("1e1%")]
    [InlineData("1 000%")]
    [InlineData("NaN%")]
    [InlineData("5%%")]
    public void Refuses(string text)
    {
        Assert.False(Share.TryParse(text, null, out var share));
        Assert.Equal(Share.None, share);
        Assert.Contains(text, Assert.Throws<FormatException>(() => Share.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_back_what_it_writes_whatever_the_culture() =>
        Gen.Int[0, Share.Whole].Sample(parts =>
        {
            var share = Share.FromPartsPerMillion(parts);
            Assert.Equal(share, Share.Parse(share.ToString(), s_comma));
            Assert.Equal(parts / 1e6, share.Fraction);
        });

    [Fact]
    public void Orders_by_size() =>
        Gen.Select(Gen.Int[0, Share.Whole], Gen.Int[0, Share.Whole]).Sample((a, b) =>
        {
            var (one, other) = (Share.FromPartsPerMillion(a), Share.FromPartsPerMillion(b));
            Assert.Equal(a < b, one < other);
            Assert.Equal(a > b, one > other);
            Assert.Equal(a <= b, one <= other);
            Assert.Equal(a >= b, one >= other);
            Assert.Equal(a.CompareTo(b), one.CompareTo(other));
        });

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void Has_no_parts_beyond_the_whole(int partsPerMillion) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Share.FromPartsPerMillion(partsPerMillion));
}
