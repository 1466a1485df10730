using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class TwoArmGridTests
{
    /// <summary>Exactly, over all outcomes of a block: at the boundary, and inside the promise, no alternative's e-value has a mean above 1.</summary>
    [Fact]
    public void The_mean_of_a_projected_block_is_at_most_one_wherever_the_promise_holds() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 8], Gen.Double[0.01, 0.95], Gen.Double[0.5, 1.5], Gen.Double[-0.2, 0.3], Gen.Double[0, 1], Gen.Bool).Sample(
            (n, m, stable, c, d, inside, below) =>
            {
                var boundary = (c * stable) + d;
                if (boundary is <= 0.02 or >= 0.98)
                {
                    return;
                }

                var candidate = below ? boundary + (inside * (1 - boundary) * 0.9) : boundary * (1 - (inside * 0.9));
                var grid = new ProjectionGrid(c, d, 8, below);
                var means = new double[grid.Count];
                foreach (var (x, y) in from x in Enumerable.Range(0, n + 1) from y in Enumerable.Range(0, m + 1) select (x, y))
                {
                    var logs = new double[grid.Count];
                    grid.Add(new ArmCounts(n, x, m, y), 0.3, logs);
                    var probability = Binomial(n, x, candidate) * Binomial(m, y, stable);
                    for (var j = 0; j < means.Length; j++)
                    {
                        means[j] += probability * Math.Exp(logs[j]);
                    }
                }

                Assert.All(means, mean => Assert.InRange(mean, 0, 1 + 1e-6));
            });

    /// <summary>Exactly, over all outcomes of a tick, for allowed and feared ratios below, at and above 1: at the ratio, and farther inside what is tested.</summary>
    [Fact]
    public void The_mean_of_a_tick_of_ratios_is_at_most_one_on_either_side() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 12], Gen.Double[0.01, 0.9], Gen.Double[0.3, 4], Gen.Double[1, 3], Gen.Bool).Sample((n, m, stable, ratio, farther, below) =>
        {
            var odds = (below ? ratio * farther : ratio / farther) * stable / (1 - stable);
            var candidate = odds / (1 + odds);
            var grid = below ? RiskRatioGrid.Below(ratio, 8) : new RiskRatioGrid(ratio - 1);
            var means = new double[grid.Count];
            foreach (var (x, y) in from x in Enumerable.Range(0, n + 1) from y in Enumerable.Range(0, m + 1) select (x, y))
            {
                var logs = new double[grid.Count];
                grid.Add(new ArmCounts(n, x, m, y), 0, logs);
                var probability = Binomial(n, x, candidate) * Binomial(m, y, stable);
                for (var j = 0; j < means.Length; j++)
                {
                    means[j] += probability * Math.Exp(logs[j]);
                }
            }

            Assert.All(means, mean => Assert.InRange(mean, 0, 1 + 1e-9));
        }, iter: 1000);

    /// <summary>The nearest point of the promise is on its boundary only for an alternative beyond it.</summary>
    [Fact]
    public void An_alternative_that_keeps_the_promise_does_not_bet()
    {
        var logs = new double[8];
        new ProjectionGrid(0.5, -0.2, 8, below: true).Add(new ArmCounts(10, 0, 10, 9), 0.3, logs);
        Assert.All(logs, log => Assert.Equal(0, log));
        new ProjectionGrid(1, 0.9).Add(new ArmCounts(10, 9, 10, 9), 0.5, logs);
        Assert.All(logs, log => Assert.Equal(0, log));
    }

    [Fact]
    public void More_bad_calls_of_the_candidate_are_more_evidence() => Gen.Select(Gen.Int[1, 50], Gen.Int[1, 200], Gen.Int[0, 49], Gen.Int[0, 50]).Sample((n, m, bad, other) =>
    {
        foreach (var grid in new TwoArmGrid[] { new ProjectionGrid(1, 0.02), new RiskRatioGrid(0.1) })
        {
            var (fewer, more) = (new double[grid.Count], new double[grid.Count]);
            grid.Add(new ArmCounts(n, Math.Min(bad, n - 1), m, Math.Min(other, m)), 0.05, fewer);
            grid.Add(new ArmCounts(n, Math.Min(bad, n - 1) + 1, m, Math.Min(other, m)), 0.05, more);
            Assert.All(fewer.Zip(more), pair => Assert.True(pair.Second > pair.First));
        }
    });

    [Fact]
    public void One_arm_alone_says_nothing_and_nothing_is_ever_no_number() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], Gen.Double[0, 1], Gen.Double[-0.9, 0.99]).Sample((n, m, estimate, d) =>
        {
            foreach (var grid in new TwoArmGrid[] { new ProjectionGrid(1, d), new ProjectionGrid(1, d, 4, below: true), new RiskRatioGrid(0.5), RiskRatioGrid.Below(2, 8) })
            {
                var logs = new double[grid.Count];
                grid.Add(new ArmCounts(n, n, m, 0), estimate, logs);
                grid.Add(new ArmCounts(n, 0, m, m), estimate, logs);
                Assert.All(logs, log => Assert.True(double.IsFinite(log)));
                Assert.True((n > 0 && m > 0) || logs.All(log => log == 0));
            }
        });

    private static double Binomial(int n, int k, double p)
    {
        var ways = 1.0;
        for (var i = 0; i < k; i++)
        {
            ways *= (double)(n - i) / (i + 1);
        }

        return ways * Math.Pow(p, k) * Math.Pow(1 - p, n - k);
    }
}
