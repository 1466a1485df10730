using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class RiskRatioGridTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void A_tick_with_one_arm_adds_nothing(double share)
    {
        var likelihoods = new double[RiskRatioGrid.Alternatives];
        new RiskRatioGrid(0.1).Add(share == 0 ? 0 : 5, 5, share, likelihoods);
        Assert.All(likelihoods, l => Assert.Equal(0, l));
    }

    [Fact]
    public void A_candidate_at_the_allowed_ratio_gains_nothing_on_average() =>
        Gen.Select(Gen.Double[0.001, 0.999], Gen.Double[-0.9, 5], Gen.Int[1, 12]).Sample((share, margin, totalBad) =>
        {
            var grid = new RiskRatioGrid(margin);
            var fair = share * (1 + margin) / ((share * (1 + margin)) + 1 - share);
            var mean = new double[RiskRatioGrid.Alternatives];
            for (var x = 0; x <= totalBad; x++)
            {
                var likelihoods = new double[RiskRatioGrid.Alternatives];
                grid.Add(x, totalBad, share, likelihoods);
                for (var j = 0; j < mean.Length; j++)
                {
                    mean[j] += Choose(totalBad, x) * Math.Pow(fair, x) * Math.Pow(1 - fair, totalBad - x) * Math.Exp(likelihoods[j]);
                }
            }

            Assert.All(mean, m => Assert.Equal(1, m, 1e-8));
        });

    [Fact]
    public void A_larger_share_is_less_evidence() =>
        Gen.Select(Gen.Double[0.01, 0.5], Gen.Double[1.01, 1.9], Gen.Int[1, 10]).Sample((share, factor, bad) =>
        {
            var grid = new RiskRatioGrid(0);
            var less = new double[RiskRatioGrid.Alternatives];
            var more = new double[RiskRatioGrid.Alternatives];
            grid.Add(bad, bad + 2, share, less);
            grid.Add(bad, bad + 2, share * factor, more);
            Assert.True(LogSpace.SumExp(more) < LogSpace.SumExp(less));
        });

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (c, i) => c * (n - k + i) / i);
}
