using CsCheck;
using Progressive.Assignment;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class StepTests
{
    private static readonly string?[] s_segments = [null, "staff", "x.y-z"];

    private static readonly Gen<Step> s_steps =
        from kind in Gen.Enum<StepKind>()
        from share in Gen.Int[0, Share.Whole]
        from seconds in Gen.Int[0, 1_000_000]
        from segment in Gen.Int[0, 2]
        select new Step(
            kind,
            kind is StepKind.Share or StepKind.Shadow ? Share.FromPartsPerMillion(share) : default,
            seconds == 0 || kind is StepKind.Approval or StepKind.Commit ? null : TimeSpan.FromSeconds(seconds),
            kind == StepKind.Share ? s_segments[segment] : null);

    [Fact]
    public void What_is_written_is_read_back() => s_steps.Sample(step => Step.Parse(step.ToString()) == step);

    [Fact]
    public void No_text_makes_the_parser_throw() => Gen.String.Sample(text =>
    {
        _ = Step.TryParse(text, out Step? step, out var error);
        return (step is null) == (error is not null);
    });

    [Theory]
    [InlineData("10% for 30m", "10% for 30m")]
    [InlineData("  10%   FOR  90s ", "10% for 1m30s")]
    [InlineData("0.0001%", "0.0001%")]
    [InlineData("Approval", "approval")]
    [InlineData("100%", "100%")]
    [InlineData("50% of staff for 1h30m", "50% of staff for 1h30m")]
    [InlineData("shadow 10% for 2d", "shadow 10% for 2d")]
    [InlineData("preview", "preview")]
    [InlineData("commit", "commit")]
    public void Reads(string text, string canonical) => Assert.Equal(canonical, Step.Parse(text).ToString());

    [Theory]
    [InlineData("", "column 1: the step is empty")]
    [InlineData("ten for 1m", "column 1: 'ten' is no share")]
    [InlineData("10", "column 1: '10' is no share")]
    [InlineData("101%", "column 1: '101%' is no share")]
    [InlineData("0.00001%", "column 1: '0.00001%' is no share")]
    [InlineData("10% during 1m", "column 5: 'during' is not expected here")]
    [InlineData("10% for", "column 8: the duration is missing")]
    [InlineData("10% for 5x", "column 10: unknown unit 'x'")]
    [InlineData("10% for 0s", "column 9: the duration is zero")]
    [InlineData("10% for 5m please", "column 12: 'please' is too much")]
    [InlineData("10% of for 5m", "column 8: 'of' needs the name of a segment")]
    [InlineData("shadow", "column 7: 'shadow' needs a share")]
    [InlineData("approval now", "column 10: 'now' is too much")]
    public void Names_the_column(string text, string words)
    {
        Assert.False(Step.TryParse(text, out Step? _, out var error));
        Assert.StartsWith("PRG0120: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Step.Parse(text));
    }

    [Fact]
    public void Only_everything_for_everybody_promotes()
    {
        Assert.True(Step.Parse("100%").Promotes);
        Assert.False(Step.Parse("99.9999%").Promotes);
        Assert.False(Step.Parse("100% of staff").Promotes);
        Assert.False(Step.Parse("shadow 100%").Promotes);
    }
}
