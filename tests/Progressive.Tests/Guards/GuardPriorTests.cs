using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Guards;

/// <summary>The weight of an onset is divided, never multiplied: what keeps alpha for every kind of guard.</summary>
public sealed class GuardPriorTests
{
    [Theory]
    [InlineData("error_rate < 1%")]
    [InlineData("error_rate < stable")]
    [InlineData("error_rate < stable - 20%")]
    [InlineData("error_rate < stable + 0.5pp")]
    [InlineData("latency p99 < 1s")]
    [InlineData("latency p95 < stable")]
    [InlineData("latency < stable + 10%")]
    [InlineData("cost rate < 1%")]
    [InlineData("cost rate > stable")]
    [InlineData("cost p95 < 3")]
    [InlineData("cost p95 < stable")]
    [InlineData("cost mean < 3")]
    [InlineData("cost mean > 3")]
    [InlineData("cost mean < stable + 5%")]
    public void Shares_of_alternatives_sum_to_one(string guard)
    {
        var test = GuardTests.Create(Guard.Parse(guard), static name => new MetricDefinition(name) { Cap = 10 }, GuardMargins.Default);
        foreach (var priors in new[] { test.Priors.First, test.Priors.Later })
        {
            Assert.Equal(test.Alternatives, priors.Length);
            Assert.All(priors, prior => Assert.True(prior > 0));
            Assert.Equal(1, priors.Sum(), 1e-12);
        }
    }

    [Fact]
    public void A_number_of_alternatives_that_fills_no_lane_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedShiryaevRoberts(0.5, AlternativePriors.Even(6)));
}
