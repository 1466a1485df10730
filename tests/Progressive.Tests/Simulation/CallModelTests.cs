using Progressive.Simulation;
using Xunit;

namespace Progressive.Tests.Simulation;

public sealed class CallModelTests
{
    [Theory]
    [InlineData("error_rate=0.2%,latency=lognormal(80ms,0.4)", "error_rate=0.2%,latency=lognormal(80ms, 0.4)")]
    [InlineData(" Error_Rate = 3 % , rejection_rate=1.5%", "error_rate=3%,rejection_rate=1.5%,latency=lognormal(80ms, 0.4)")]
    [InlineData("latency=uniform(10us, 1.5s),cost_usd=exponential(0.01usd),a=constant(3)", "error_rate=0.2%,latency=uniform(10us, 1.5s),a=constant(3),cost_usd=exponential(0.01)")]
    public void Models_are_read_and_written(string text, string canonical)
    {
        var model = CallModel.Parse(text);
        Assert.Equal(canonical, model.ToString());
        Assert.Equal(model, CallModel.Parse(canonical));
    }

    [Fact]
    public void What_is_left_out_is_as_in_the_model_it_starts_from()
    {
        var start = CallModel.Parse("error_rate=1%,latency=constant(5ms),cost=constant(2)");
        Assert.True(CallModel.TryParse("error_rate=3%", start, out var model, out _));
        Assert.Equal("error_rate=3%,latency=constant(5ms),cost=constant(2)", model.ToString());
    }

    [Theory]
    [InlineData("", "column 1: a member is missing")]
    [InlineData("error_rate", "column 11: expected '=' after 'error_rate'")]
    [InlineData("error_rate=2", "column 12: 'error_rate' is a percentage")]
    [InlineData("error_rate=200%", "column 12: 'error_rate' is a percentage from 0% to 100%")]
    [InlineData("error_rate=1%,error_rate=2%", "column 15: 'error_rate' is written twice")]
    [InlineData("error_rate=60%,rejection_rate=50%", "column 31: error_rate and rejection_rate together are more than 100%")]
    [InlineData("error_rate=1%;latency=constant(1s)", "column 14: ';latency=constant(1s)' is too much")]
    [InlineData("latency=lognorml(80ms,0.4)", "column 9: unknown distribution 'lognorml'; write lognormal(median, sigma)")]
    [InlineData("latency=80ms", "column 9: a distribution is missing")]
    [InlineData("latency=lognormal(80,0.4)", "column 19: the duration has no unit")]
    [InlineData("latency=lognormal(80min,0.4)", "column 19: unknown unit 'min'")]
    [InlineData("latency=lognormal(80ms)", "column 23: expected ',' and a second number")]
    [InlineData("latency=lognormal(80ms,0.4,1)", "column 27: expected ')'; 'lognormal' takes two numbers")]
    [InlineData("latency=lognormal(80ms,11)", "column 24: sigma is out of range")]
    [InlineData("latency=uniform(2s,1s)", "column 20: to is out of range")]
    [InlineData("latency=exponential(0s)", "column 21: mean is out of range")]
    [InlineData("cost=constant(3ms)", "column 15: 'ms' is no unit here")]
    [InlineData("mismatch_rate=1%", "column 1: the rate 'mismatch_rate' is not simulated")]
    [InlineData("=1", "column 1: expected the name of a metric")]
    public void Mistakes_are_named_with_their_column(string text, string expected)
    {
        Assert.False(CallModel.TryParse(text, null, out _, out var error));
        Assert.StartsWith("PRG0330: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => CallModel.Parse(text)).Message);
    }
}
