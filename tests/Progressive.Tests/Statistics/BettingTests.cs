using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class BettingTests
{
    [Fact]
    public void A_bet_on_a_pair_never_loses_more_than_its_stake_and_is_fair_on_the_line() =>
        Gen.Select(Gen.Double[0.1, 2], Gen.Double[-3, 3], Gen.Double[0, 10], Gen.Double[0, 10], Gen.Bool).Sample((c, d, x, y, above) =>
        {
            var bet = new PairBet(c, d, 10, above);
            Assert.True(bet.Of(x, y) >= -1 - 1e-12);
            Assert.Equal(0, bet.Of((c * y) + d, y), 1e-9);
            Assert.True(above == (bet.Of(x + 1, y) > bet.Of(x, y)));
        });

    [Fact]
    public void Sums_are_those_of_single_logarithms_whatever_the_values() => Gen.Double[-1, 5].Array[0, 300].Sample(values =>
    {
        var bets = new BettingGrid(BettingGrid.Paired);
        foreach (var d in values)
        {
            bets.Add(d);
        }

        var expected = BettingGrid.Paired.ToArray().Select(lambda => values.Sum(d => Math.Log(1 + (lambda * d)))).ToArray();
        for (var k = 0; k < bets.Count; k++)
        {
            Assert.Equal(expected[k], bets.LogSums[k], 1e-6);
        }
    });

    [Fact]
    public void Values_of_any_size_leave_a_number()
    {
        var bets = new BettingGrid(BettingGrid.Absolute);
        for (var i = 0; i < 1000; i++)
        {
            bets.Add(i % 3 == 0 ? double.MaxValue : i % 3 == 1 ? -1 : 1e7);
            Assert.True(i % 97 != 0 || double.IsFinite(bets.LogSums[0]));
        }

        Assert.All(bets.LogSums.ToArray(), log => Assert.True(double.IsFinite(log)));
    }

    [Fact]
    public void A_batch_keeps_the_mean_and_the_order_in_bounded_memory() => Gen.Select(Gen.Int[1, 5000], Gen.Int[1, 7]).Sample((count, parts) =>
    {
        var batch = new ValueBatch();
        for (var i = 0; i < count; i++)
        {
            batch.Add(i);
        }

        Assert.Equal(count, batch.Values);
        Assert.InRange(batch.Entries, 1, ValueBatch.Capacity + 1);
        Assert.Equal((count - 1) / 2.0, batch.Mean(0, batch.Entries), 1e-9);
        var pieces = Math.Min(parts, batch.Entries);
        var means = Enumerable.Range(0, pieces).Select(p => batch.Mean(p * batch.Entries / pieces, (p + 1) * batch.Entries / pieces)).ToArray();
        Assert.Equal(means.Order(), means);
    });

    [Fact]
    public void A_quantile_of_buckets_is_right_to_a_bucket() => Gen.Double[1e-6, 1e6].Array[1, 300].Sample(values =>
    {
        var buckets = new ValueBuckets();
        foreach (var value in values)
        {
            buckets.Add(value);
        }

        var exact = values.Order().ElementAt((int)Math.Ceiling(0.9 * values.Length) - 1);
        Assert.InRange(buckets.Quantile(0.9) / exact, 1 - 1e-12, 1.0443);
    });
}
