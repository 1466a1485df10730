using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class WeightScheduleTests
{
    private const long Summed = 3_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(3600)]
    [InlineData(1_000_000)]
    public void Weights_sum_to_at_most_one(long horizon)
    {
        var weights = new WeightSchedule(horizon);
        var sum = 0.0;
        for (var t = 1L; t <= Summed; t++)
        {
            sum += weights[t];
        }

        // What is left after the last tick summed is at most the integral from there on, by the scheme's own antiderivative.
        var rest = 0.10 * Math.Log(horizon + 1.0) / Math.Log(Summed);
        Assert.InRange(sum + rest, 0.6, 1 + 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10_000_000)]
    public void Without_an_end_every_tick_weighs_one(long tick) => Assert.Equal(1, new WeightSchedule(WeightSchedule.Endless)[tick]);

    [Fact]
    public void Every_tick_has_a_weight_and_none_after_the_first_weighs_more_than_an_earlier_one() =>
        Gen.Select(Gen.Long[1, 100_000], Gen.Long[2, 10_000_000]).Sample((horizon, tick) =>
        {
            var weights = new WeightSchedule(horizon);
            Assert.True(weights[tick] > 0);
            Assert.True(weights[tick + 1] <= weights[tick] || tick == horizon + 1);
        });
}
