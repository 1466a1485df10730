using CsCheck;
using Progressive.Diagnostics;
using Xunit;

namespace Progressive.Tests.Guards;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90s", 90_000_000, "1m30s")]
    [InlineData("15m", 900_000_000, "15m")]
    [InlineData("1h30m", 5_400_000_000, "1h30m")]
    [InlineData("2d", 172_800_000_000, "2d")]
    [InlineData("200ms", 200_000, "200ms")]
    [InlineData("1s500ms250us", 1_500_250, "1s500ms250us")]
    [InlineData("0s", 0, "0s")]
    public void Durations_are_read_and_written(string text, long microseconds, string canonical)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(microseconds, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        Assert.Equal(canonical, DurationText.Format(duration));
    }

    [Fact]
    public void The_canonical_form_is_read_back() => Gen.Long[0, TimeSpan.MaxValue.Ticks / 10].Sample(microseconds =>
    {
        var duration = new TimeSpan(microseconds * 10);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out var again));
        Assert.Equal(duration, again);
    });

    [Theory]
    [InlineData("", 0, "missing")]
    [InlineData("s", 0, "whole number")]
    [InlineData("90", 2, "no unit")]
    [InlineData("90x", 2, "unknown unit 'x'")]
    [InlineData("1.5h", 1, "no unit")]
    [InlineData("1m 30s", 2, "whole number")]
    [InlineData("30s1m", 4, "'m' must come before 's'")]
    [InlineData("1m2m", 3, "only once")]
    [InlineData("99999999999d", 0, "too long")]
    [InlineData("99999999999999999999999d", 0, "too long")]
    [InlineData("10675199d24h", 9, "too long")]
    [InlineData("-5s", 0, "whole number")]
    public void A_problem_is_named_with_its_place(string text, int offset, string part)
    {
        Assert.False(DurationText.TryParse(text, out _, out var actual, out var problem));
        Assert.Equal(offset, actual);
        Assert.Contains(part, problem, StringComparison.Ordinal);
    }
}
