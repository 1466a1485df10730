using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class BernoulliGridTests
{
    private static readonly Gen<double> AnyRate = Gen.OneOf(Gen.Double[0, 1], Gen.Double[0, 1e-6], Gen.Double[0.98, 1], Gen.Const(0.0), Gen.Const(1.0));

    [Fact]
    public void A_bad_call_raises_the_evidence_and_a_good_one_lowers_it() =>
        Gen.Select(AnyRate, Gen.Long[0, 1000], Gen.Long[0, 100_000]).Sample((p0, bad, others) =>
        {
            var grid = new BernoulliGrid(p0);
            var before = grid.LogE(bad, others);
            Assert.True(double.IsFinite(before));
            Assert.True(grid.LogE(bad + 1, others) >= before);
            Assert.True(grid.LogE(bad, others + 1) <= before);
        });

    [Fact]
    public void At_the_allowed_rate_the_next_call_multiplies_each_ratio_by_one_on_average() =>
        Gen.Double[1e-6, 0.999].Sample(p0 =>
        {
            var grid = new BernoulliGrid(p0);
            var bad = new double[BernoulliGrid.Alternatives];
            var good = new double[BernoulliGrid.Alternatives];
            grid.LogLikelihoods(1, 0, bad);
            grid.LogLikelihoods(0, 1, good);
            for (var j = 0; j < bad.Length; j++)
            {
                Assert.Equal(1, (p0 * Math.Exp(bad[j])) + ((1 - p0) * Math.Exp(good[j])), 1e-8);
                Assert.True(bad[j] > 0 && good[j] < 0, $"alternative {j} is not above {p0}");
            }
        });

    [Fact]
    public void A_guard_that_allows_everything_never_has_evidence() => Assert.True(new BernoulliGrid(1).LogE(1_000_000, 0) < 0.01);

    [Fact]
    public void A_guard_that_allows_nothing_has_evidence_after_a_few_bad_calls() => Assert.True(new BernoulliGrid(0).LogE(3, 1000) > Math.Log(1e6));
}
