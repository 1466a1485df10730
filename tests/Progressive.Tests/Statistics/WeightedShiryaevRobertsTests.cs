using CsCheck;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Statistics;

public sealed class WeightedShiryaevRobertsTests
{
    private const int K = WeightedShiryaevRoberts.Alternatives;
    private static readonly BernoulliGrid Grid = new(0.01);

    private static readonly Gen<(int Length, bool Bad)[]> Calls = Gen.Select(
        Gen.Frequency((4, Gen.Int[0, 1]), (2, Gen.Int[2, 20]), (1, Gen.Int[21, 3000])), Gen.Bool).Array[0, 3];

    [Fact]
    public void Without_late_calls_it_is_the_sum_over_all_onsets() => Gen.Select(Gen.Int[0, 2], Gen.Int[0, 4]).Array[1, 60].Sample(ticks =>
    {
        var schedule = new WeightSchedule(50);
        var accumulator = new WeightedShiryaevRoberts(schedule[1], AlternativePriors.Even(WeightedShiryaevRoberts.Alternatives));
        var likelihoods = new double[K];
        for (var t = 1; t <= ticks.Length; t++)
        {
            Grid.LogLikelihoods(ticks[t - 1].Item1, ticks[t - 1].Item2, likelihoods);
            var expected = Enumerable.Range(1, t).Sum(s => schedule[s] * Math.Exp(Grid.LogE(
                ticks[(s - 1)..t].Sum(x => x.Item1), ticks[(s - 1)..t].Sum(x => x.Item2))));
            var weight = t == 1 ? 0 : schedule[t];
            var actual = accumulator.LogE(weight, likelihoods, default, Grid.PerBadCall);
            Assert.Equal(Math.Log(expected), actual, 1e-9);
            accumulator.Commit(weight, likelihoods, default, Grid.PerBadCall);
        }
    });

    /// <summary>
    /// The oracle holds, for every onset, the likelihood ratio of the calls that started after it, in whatever order they end: a true supermartingale. Evidence above
    /// it would be evidence made of calls that an onset had already behind it.
    /// </summary>
    [Fact]
    public void However_long_bad_calls_take_it_never_exceeds_the_supermartingale_it_stands_for() => Calls.Array[1, 80].Sample(starts =>
    {
        var schedule = new WeightSchedule(50);
        var accumulator = new WeightedShiryaevRoberts(schedule[1], AlternativePriors.Even(WeightedShiryaevRoberts.Alternatives));
        var likelihoods = new double[K];
        for (var t = 1; t <= starts.Length; t++)
        {
            var ended = Enumerable.Range(1, t).SelectMany(s => starts[s - 1].Select(call => (Start: s, End: s + call.Length, call.Bad))).ToArray();
            var now = ended.Where(call => call.End == t).ToArray();
            var late = default(LateCounts);
            foreach (var call in now.Where(call => call.Bad && call.Start < t))
            {
                late[LateCounts.ClassOf(t - call.Start)]++;
            }

            var running = ended.Count(call => call.End > t);
            var others = now.Count(call => !call.Bad);
            var fresh = now.Count(call => call.Bad && call.Start == t);
            var oracle = Enumerable.Range(1, t).Sum(s => schedule[s] * Math.Exp(Grid.LogE(
                ended.Count(call => call.Start >= s && call.End <= t && call.Bad),
                ended.Count(call => call.Start >= s && (call.End > t || !call.Bad)))));
            var weight = t == 1 ? 0 : schedule[t];
            Grid.LogLikelihoods(fresh, others + running, likelihoods);
            var actual = accumulator.LogE(weight, likelihoods, late, Grid.PerBadCall);
            Assert.True(actual <= Math.Log(oracle) + 1e-9, $"tick {t}: {actual} above {Math.Log(oracle)}");
            Grid.LogLikelihoods(fresh, others, likelihoods);
            accumulator.Commit(weight, likelihoods, late, Grid.PerBadCall);
        }
    });

    [Fact]
    public void A_late_bad_call_counts_for_the_onsets_before_it_started()
    {
        var accumulator = new WeightedShiryaevRoberts(0.5, AlternativePriors.Even(WeightedShiryaevRoberts.Alternatives));
        var likelihoods = new double[K];
        for (var t = 0; t < 100; t++)
        {
            accumulator.Commit(0.001, likelihoods, default, Grid.PerBadCall);
        }

        var late = default(LateCounts);
        late[LateCounts.ClassOf(9)] = 1;
        var gained = Math.Exp(accumulator.LogE(0, likelihoods, late, Grid.PerBadCall)) / Math.Exp(accumulator.LogE(0, likelihoods, default, Grid.PerBadCall));
        var full = Math.Exp(Grid.LogE(1, 0));
        Assert.InRange(gained, full * 0.9, full * 0.99);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(512, 9)]
    [InlineData(513, 10)]
    [InlineData(long.MaxValue, 10)]
    public void A_late_class_holds_up_to_a_power_of_two_ticks(long ticks, int expected) => Assert.Equal(expected, LateCounts.ClassOf(ticks));

    [Fact]
    public void It_survives_a_million_ticks_of_anything()
    {
        var numbers = new SplitMix64(7);
        var schedule = new WeightSchedule(1000);
        var accumulator = new WeightedShiryaevRoberts(schedule[1], AlternativePriors.Even(WeightedShiryaevRoberts.Alternatives));
        var likelihoods = new double[K];
        for (var t = 2; t <= 980_000; t++)
        {
            accumulator.Age();
        }

        for (var t = 2; t <= 20_000; t++)
        {
            // Long calm, and now and then a tick of nothing but thousands of failures.
            Grid.LogLikelihoods(t % 6_000 == 0 ? 5000 : 0, numbers.Next(2000), likelihoods);
            accumulator.Commit(schedule[t], likelihoods, default, Grid.PerBadCall);
            if (t % 1000 == 0)
            {
                Assert.True(double.IsFinite(accumulator.LogE(schedule[t + 1], likelihoods, default, Grid.PerBadCall)));
            }
        }
    }

    [Fact]
    public void It_continues_from_what_it_wrote()
    {
        var accumulator = new WeightedShiryaevRoberts(0.5, AlternativePriors.Even(WeightedShiryaevRoberts.Alternatives));
        var likelihoods = new double[K];
        for (var t = 0; t < 20; t++)
        {
            Grid.LogLikelihoods(t % 3, t, likelihoods);
            accumulator.Commit(0.01, likelihoods, default, Grid.PerBadCall);
        }

        var written = new double[K];
        accumulator.CopyLogTerms(written);
        var continued = new WeightedShiryaevRoberts(written, AlternativePriors.Even(written.Length));
        Assert.Equal(accumulator.LogE(0.01, likelihoods, default, Grid.PerBadCall), continued.LogE(0.01, likelihoods, default, Grid.PerBadCall), 1e-9);
        Assert.All(written, term => Assert.True(double.IsFinite(term)));
    }
}
