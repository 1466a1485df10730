using Progressive.Simulation;
using Xunit;

namespace Progressive.Tests.Simulation;

public sealed class DistributionTests
{
    // Abramowitz and Stegun, table 26.5, and its tails.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.025, 1.959963984540054)]
    [InlineData(0.001, 3.090232306167813)]
    [InlineData(1e-6, 4.753424308822899)]
    public void Quantiles_of_the_normal_tail_are_those_of_the_tables(double tail, double expected)
    {
        Assert.Equal(expected, NormalTail.Quantile(tail), 1e-10);
        Assert.Equal(tail, NormalTail.Above(expected), tail * 1e-9);
    }

    [Theory]
    [InlineData("lognormal(0.08, 0.4)", 0.08666, 0.08, 0.15445)]
    [InlineData("exponential(2)", 2, 1.38629, 5.99146)]
    [InlineData("uniform(1, 3)", 2, 2, 2.9)]
    [InlineData("constant(0.25)", 0.25, 0.25, 0.25)]
    public void Draws_have_the_mean_and_the_quantiles_of_their_distribution(string text, double mean, double median, double p95)
    {
        const int Draws = 400_000;
        var distribution = CallModel.Parse($"m={text}").Measures["m"];
        var sequence = DrawSequence.Of(seed: 7, 0, 0, 0);
        var values = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            values[i] = distribution.Draw(ref sequence);
        }

        Array.Sort(values);
        Assert.Equal(text, distribution.ToString());
        Assert.Equal(mean, values.Average(), mean * 0.01);
        Assert.Equal(median, values[Draws / 2], median * 0.01);
        Assert.Equal(p95, values[Draws * 95 / 100], p95 * 0.01);
    }

    [Fact]
    public void Tails_are_as_exact_as_the_middle()
    {
        var table = new QuantileTable(tail => 1 - Math.Log(1 - tail), tail => 1 - Math.Log(tail));
        for (var zeros = 0; zeros < 40; zeros++)
        {
            // The upper side, so many halvings out and half-way through the octave.
            var bits = (1UL << 63) | (0x6000_0000_0000_0000UL >> zeros);
            var tail = 0.5 * (((bits << 1) >> 11) * (1.0 / (1L << 53)));
            Assert.Equal(1 - Math.Log(tail), table.Draw(bits), 2e-4);
        }
    }

    [Fact]
    public void The_probability_above_is_the_share_of_draws_above()
    {
        var distribution = Distribution.Lognormal(0.08, 0.4);
        Assert.Equal(0.05, distribution.Above(0.15445), 1e-4);
        Assert.Equal(1, distribution.Above(0));
        Assert.Equal(0.25, Distribution.Uniform(0, 4).Above(3), 1e-12);
        Assert.Equal(Math.Exp(-1), Distribution.Exponential(3).Above(3), 1e-12);
        Assert.Equal(0, Distribution.Constant(3).Above(3));
    }
}
