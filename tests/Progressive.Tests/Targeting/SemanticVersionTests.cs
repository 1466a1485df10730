using CsCheck;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Targeting;

public sealed class SemanticVersionTests
{
    // Semantic Versioning 2.0.0, section 11, and what follows from it.
    private static readonly string[] s_ascending =
    [
        "0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "1.0.0-0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999", "1.0.0-100000000000000000000", "1.0.0--", "1.0.0-A", "1.0.0-a",
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.1.0", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1-a", "1.0.1",
        "2.0.0", "2.1.0", "2.1.1", "2.10.0", "10.0.0", "18446744073709551615.0.0",
    ];

    [Fact]
    public void Precedence_is_that_of_section_11()
    {
        for (var i = 0; i < s_ascending.Length; i++)
        {
            for (var j = 0; j < s_ascending.Length; j++)
            {
                Assert.True(Math.Sign(i.CompareTo(j)) == Math.Sign(Compare(s_ascending[i], s_ascending[j])), $"{s_ascending[i]} {s_ascending[j]}");
            }
        }
    }

    [Theory]
    [InlineData("1", "1.0.0")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("1.2-rc.1", "1.2.0-rc.1")]
    [InlineData("1.2.3+build.7", "1.2.3")]
    [InlineData("1.2.3-rc+x-y.007", "1.2.3-rc")]
    public void Is_the_same_version(string left, string right) => Assert.Equal(0, Compare(left, right));

    [Theory]
    [InlineData("")]
    [InlineData(" 1.0.0")]
    [InlineData("v1.0.0")]
    [InlineData("1.0.0.0")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1..0")]
    [InlineData("01.0.0")]
    [InlineData("1.02.0")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0-a..b")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-ä")]
    [InlineData("1.0.0+")]
    [InlineData("1.0.0+a+b")]
    [InlineData("-1.0.0")]
    [InlineData("1.x")]
    [InlineData("٣.0.0")]
    [InlineData("18446744073709551616.0.0")]
    public void Is_no_version_at_run_time_nor_on_load(string text)
    {
        Assert.False(SemanticVersion.TryParse(text, out _));
        foreach (var sign in new[] { "<", "<=", "=", ">=", ">", "~", "^" })
        {
            Assert.False(Read.Holds($"{{'x':{{'semver{sign}':'1.0.0'}}}}", $"'{text}'"));
            var problem = Assert.Single(Read.Problems($"{{'x':{{'semver{sign}':'{text}'}}}}"));
            Assert.Equal(("PRG0049", $"When:x:semver{sign}"), (problem.Code, problem.Path));
        }
    }

    [Theory]
    [InlineData("semver<", "2.1.0", "2.0.9 2.1.0-rc.1 2 0", "2.1.0 2.1 2.1.0+x 3")]
    [InlineData("semver<=", "2.1", "2.1.0 2.1.0+x 2.0.0", "2.1.1 3.0.0-a")]
    [InlineData("semver=", "2.1", "2.1.0 2.1 2.1.0+a", "2.1.1 2.1.0-a 2")]
    [InlineData("semver>=", "2.1.0", "2.1.0 2.10.0 3.0.0-alpha 10", "2.1.0-rc.1 2.0.9 1")]
    [InlineData("semver>", "2.1.0-beta.3", "2.1.0-beta.11 2.1.0", "2.1.0-beta.3 2.1.0-alpha 2.0.0")]
    [InlineData("SemVer>", "1", "1.0.1", "1")]

    // The ranges of npm: https://github.com/npm/node-semver#tilde-ranges-123-12-1, prereleases included.
    [InlineData("semver~", "1.2.3", "1.2.3 1.2.99 1.2.4-beta", "1.3.0 1.3.0-alpha 1.2.2 1.2.3-rc")]
    [InlineData("semver~", "1.2", "1.2.0 1.2.9", "1.3.0-0 1.1.9 1.3.0")]
    [InlineData("semver~", "1", "1.0.0 1.99.0", "2.0.0 2.0.0-a 0.9.9")]
    [InlineData("SEMVER~", "1", "1.0.0 1.99.0", "2.0.0")]
    [InlineData("semver~", "0.2.3", "0.2.3 0.2.9", "0.3.0")]
    [InlineData("semver~", "0", "0.0.0 0.9.0", "1.0.0")]
    [InlineData("semver~", "1-beta.2", "1.0.0-beta.2 1.0.0 1.5.0", "2.0.0 1.0.0-beta.1")]
    [InlineData("semver~", "1.2.3-beta.2", "1.2.3-beta.4 1.2.3 1.2.9", "1.3.0 1.2.3-beta.1")]
    [InlineData("semver^", "1.2.3", "1.2.3 1.99.0", "2.0.0 2.0.0-a 1.2.2")]
    [InlineData("semver^", "0.2.3", "0.2.3 0.2.9", "0.3.0 0.2.2")]
    [InlineData("semver^", "0.0.3", "0.0.3", "0.0.4 0.0.2 0.0.4-a")]
    [InlineData("semver^", "0.0.3-beta", "0.0.3-beta 0.0.3-pr.2 0.0.3", "0.0.4")]
    [InlineData("semver^", "0.0", "0.0.0 0.0.9", "0.1.0")]
    [InlineData("semver^", "0.0.0", "0.0.0", "0.0.1")]
    [InlineData("semver^", "0.1", "0.1.0 0.1.9", "0.2.0")]
    [InlineData("semver^", "0", "0.0.0 0.99.0", "1.0.0")]
    [InlineData("semver^", "1", "1.0.0 1.99.0", "2.0.0")]
    [InlineData("semver^", "18446744073709551615.0.0", "18446744073709551615.0.0 18446744073709551615.5.0", "1.0.0")]
    public void Operators(string sign, string bound, string yes, string no)
    {
        foreach (var version in yes.Split(' '))
        {
            Assert.True(Read.Holds($"{{'x':{{'{sign}':'{bound}'}}}}", $"'{version}'"), version);
        }

        foreach (var version in no.Split(' '))
        {
            Assert.False(Read.Holds($"{{'x':{{'{sign}':'{bound}'}}}}", $"'{version}'"), version);
        }
    }

    [Theory]
    [InlineData("2", true)]
    [InlineData("2.5", true)]
    [InlineData("1.5", false)]
    [InlineData("1e308", false)]
    [InlineData("NaN", false)]
    [InlineData("true", false)]
    [InlineData("['1.0.0','2.0.0']", true)]
    [InlineData("null", false)]
    public void Attributes_of_other_kinds(string attribute, bool expected) => Assert.Equal(expected, Read.Holds("{'x':{'semver>=':'2'}}", attribute));

    [Fact]
    public void No_text_makes_it_throw() => Gen.String[Gen.Char["0123456789.-+ab"], 0, 24].Sample(text =>
    {
        if (SemanticVersion.TryParse(text, out var version))
        {
            Assert.Equal(0, version.CompareTo(version));
            Assert.True(SemanticVersion.TryParse("0.0.0-0", out var lowest));
            Assert.True(version.CompareTo(lowest) >= 0);
        }
    });

    private static int Compare(string left, string right)
    {
        Assert.True(SemanticVersion.TryParse(left, out var a), left);
        Assert.True(SemanticVersion.TryParse(right, out var b), right);
        return a.CompareTo(b);
    }
}
