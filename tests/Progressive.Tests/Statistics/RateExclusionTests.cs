using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class RateExclusionTests
{
    [Theory]
    [InlineData(0.05, 67)]
    [InlineData(0.01, 341)]
    [InlineData(0.001, 3430)]
    public void Clean_calls_needed_agree_with_the_simulated_study(double feared, long calls) =>
        Assert.InRange(RateExclusion.MissingCalls(feared, 0, 0), calls * 0.99, calls * 1.01);

    [Fact]
    public void Missing_calls_are_enough_and_not_one_too_many() =>
        Gen.Select(Gen.Double[0.0001, 0.9], Gen.Long[0, 20], Gen.Long[0, 5000]).Sample((feared, bad, others) =>
        {
            var missing = RateExclusion.MissingCalls(feared, bad, others);
            Assert.True(RateExclusion.IsExcluded(feared, bad, others + missing));
            Assert.True(missing == 0 || !RateExclusion.IsExcluded(feared, bad, others + missing - 1));
        });

    [Fact]
    public void The_worst_rate_separates_what_is_excluded_from_what_is_not() =>
        Gen.Select(Gen.Long[0, 50], Gen.Long[0, 50_000]).Sample((bad, others) =>
        {
            var worst = RateExclusion.WorstRate(bad, others);
            Assert.True(worst >= (double)bad / Math.Max(1, bad + others));
            if (worst < 1)
            {
                Assert.True(RateExclusion.IsExcluded(worst * (1 + 1e-6), bad, others));
                Assert.False(RateExclusion.IsExcluded(worst * (1 - 1e-6), bad, others));
            }
        });

    [Fact]
    public void Nothing_is_excluded_before_the_first_call_but_the_impossible()
    {
        Assert.Equal(1, RateExclusion.WorstRate(0, 0));
        Assert.True(RateExclusion.IsExcluded(1, 5, 0));
        Assert.False(RateExclusion.IsExcluded(0.9999, 0, 0));
    }

    [Fact]
    public void At_the_feared_rate_the_next_call_multiplies_the_evidence_by_one_on_average() =>
        Gen.Double[1e-4, 0.99].Sample(feared => Assert.Equal(
            1, (feared * Math.Exp(RateExclusion.LogE(feared, 1, 0))) + ((1 - feared) * Math.Exp(RateExclusion.LogE(feared, 0, 1))), 1e-9));

    [Fact]
    public void A_rate_of_zero_is_out_of_reach() => Assert.True(RateExclusion.MissingCalls(0, 3, 100) > 1_000_000_000);
}
