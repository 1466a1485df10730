using CsCheck;
using Xunit;

namespace Progressive.Tests;

public sealed class AttributeValueTests
{
    [Fact]
    public void Equal_when_of_the_same_kind_and_value()
    {
        Assert.Equal<AttributeValue>("a", "a");
        Assert.NotEqual<AttributeValue>("a", "A");
        Assert.NotEqual<AttributeValue>("1", 1);
        Assert.NotEqual<AttributeValue>(true, 1);
        Assert.Equal<AttributeValue>(1L, 1.0);
        Assert.True((AttributeValue)2 != (AttributeValue)3);
        Assert.True((AttributeValue)"x" == (AttributeValue)"x");
        Assert.Equal<AttributeValue>((string?)null, default);
        Assert.False(((AttributeValue)"x").Equals("x" as object));
        Assert.True(((AttributeValue)"x").Equals((object)(AttributeValue)"x"));
    }

    [Fact]
    public void Whole_numbers_keep_every_digit()
    {
        const long big = 9_007_199_254_740_993;
        Assert.NotEqual<AttributeValue>(big, big - 1);
        Assert.Equal("9007199254740993", ((AttributeValue)big).ToString());
        Assert.Equal("-9223372036854775808", ((AttributeValue)long.MinValue).ToString());
        Assert.NotEqual<AttributeValue>(big, (double)big);
        Assert.Equal<AttributeValue>(big - 1, (double)big);
        Assert.NotEqual<AttributeValue>(long.MaxValue, (double)long.MaxValue);
        Assert.Equal<AttributeValue>(long.MinValue, (double)long.MinValue);
        Assert.Equal<AttributeValue>((double)big, big - 1);
        Assert.NotEqual<AttributeValue>(double.NaN, double.NaN);
    }

    [Fact]
    public void Equal_values_have_equal_hash_codes()
    {
        Assert.Equal(((AttributeValue)1L).GetHashCode(), ((AttributeValue)1.0).GetHashCode());
        Assert.Equal(((AttributeValue)0.0).GetHashCode(), ((AttributeValue)(-0.0)).GetHashCode());
    }

    [Fact]
    public void Numbers_are_written_so_that_they_read_back() =>
        Gen.Double.Where(double.IsFinite).Sample(number =>
            Assert.Equal(number, double.Parse(((AttributeValue)number).ToString(), System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Written_as_invariant_text()
    {
        Assert.Equal("1.5", ((AttributeValue)1.5).ToString());
        Assert.Equal("42", ((AttributeValue)42).ToString());
        Assert.Equal("true", ((AttributeValue)true).ToString());
        Assert.Equal("false", ((AttributeValue)false).ToString());
        Assert.Equal("x", ((AttributeValue)"x").ToString());
        Assert.Equal("", default(AttributeValue).ToString());
    }
}
