using Progressive.Guards;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Guards;

/// <summary>Seeded runs of many candidates: how often a good one is accused, and how soon a bad one is caught.</summary>
public sealed class GuardSimulationTests
{
    private const double Alpha = GuardEvaluator.DefaultAlpha;
    private const long Horizon = 3600;

    [Theory]
    [InlineData("error_rate < 1%", 0.01, 20)]
    [InlineData("error_rate < 5%", 0.05, 25)]
    [InlineData("error_rate < 0.1%", 0.001, 50)]
    public void A_candidate_at_the_boundary_is_accused_with_at_most_alpha(string guard, double rate, int callsPerTick)
    {
        const int Runs = 2000;
        const int Calls = 2000;
        var numbers = new SplitMix64(20250101);
        var accused = 0;
        for (var run = 0; run < Runs; run++)
        {
            var evaluator = new GuardEvaluator(Guard.Parse(guard), Alpha, Calls / callsPerTick);
            for (var tick = 0; tick < Calls / callsPerTick; tick++)
            {
                if (RunTick(evaluator, numbers, rate, callsPerTick) is not null)
                {
                    accused++;
                    break;
                }
            }
        }

        Assert.InRange(accused, 0, (int)(Runs * Alpha));
    }

    [Fact]
    public void A_candidate_as_good_as_stable_is_accused_with_at_most_alpha_through_a_ramp_and_an_outage()
    {
        const int Runs = 500;
        const int Ticks = 400;
        double[] shares = [0.01, 0.05, 0.25, 0.5];
        var numbers = new SplitMix64(20250102);
        var accused = 0;
        for (var run = 0; run < Runs; run++)
        {
            var evaluator = new GuardEvaluator(Guard.Parse("error_rate < stable"), Alpha, Ticks);
            for (var tick = 0; tick < Ticks && !evaluator.IsBreached; tick++)
            {
                var rate = tick > 350 ? 0.3 : 0.01;
                var candidate = (int)(shares[tick * shares.Length / Ticks] * 40);
                candidate += numbers.Next(2);
                evaluator.Observe(new(candidate, Bad(numbers, candidate, rate), 40 - candidate, Bad(numbers, 40 - candidate, rate)));
            }

            accused += evaluator.IsBreached ? 1 : 0;
        }

        Assert.InRange(accused, 0, (int)(Runs * Alpha));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Five_percent_where_a_tenth_of_a_percent_is_allowed_is_caught_within_2_4_times_the_bound(int callsPerTick)
    {
        const int Runs = 2000;
        var numbers = new SplitMix64(20250103);
        var total = 0L;
        for (var run = 0; run < Runs; run++)
        {
            var evaluator = new GuardEvaluator(Guard.Parse("error_rate < 0.1%"), Alpha, Horizon);
            int? caught;
            do
            {
                caught = RunTick(evaluator, numbers, 0.05, callsPerTick);
                total += caught ?? callsPerTick;
            }
            while (caught is null);
        }

        Assert.InRange((double)total / Runs, DetectionBound.Calls(0.001, 0.05, Alpha), 74);
    }

    [Theory]
    [InlineData("error_rate < 1%", 0)]
    [InlineData("error_rate < 0.1%", 0)]
    [InlineData("error_rate < 0.01%", 0)]
    [InlineData("error_rate < 1%", 1000)]
    [InlineData("error_rate < 1%", 100_000)]
    [InlineData("latency p99.9 < 1s", 1000)]
    public void A_candidate_that_always_fails_is_caught_after_three_to_five_calls_whenever_it_begins(string guard, int healthyTicks)
    {
        var evaluator = new GuardEvaluator(Guard.Parse(guard), Alpha, Horizon);
        for (var tick = 0; tick < healthyTicks; tick++)
        {
            evaluator.Observe(new(10, 0));
        }

        Assert.False(evaluator.IsBreached);
        var calls = 0;
        do
        {
            calls++;
        }
        while (!evaluator.ObservePartial(new(calls, calls)));

        Assert.InRange(calls, 3, 5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public void One_failing_call_a_tick_is_caught_as_soon(int healthyTicks)
    {
        var evaluator = new GuardEvaluator(Guard.Parse("error_rate < 1%"), Alpha, Horizon);
        for (var tick = 0; tick < healthyTicks; tick++)
        {
            evaluator.Observe(new(1, 0));
        }

        var calls = 0;
        do
        {
            calls++;
        }
        while (!evaluator.Observe(new(1, 1)));

        Assert.InRange(calls, 3, 5);
    }

    // One tick, looked into after every bad call; the number of calls until the breach, or null.
    private static int? RunTick(GuardEvaluator evaluator, SplitMix64 numbers, double rate, int calls)
    {
        var bad = 0;
        for (var call = 1; call <= calls; call++)
        {
            if (numbers.NextDouble() < rate && evaluator.ObservePartial(new(call, ++bad)))
            {
                return call;
            }
        }

        return evaluator.Observe(new(calls, bad)) ? calls : null;
    }

    private static int Bad(SplitMix64 numbers, int calls, double rate)
    {
        var bad = 0;
        for (var call = 0; call < calls; call++)
        {
            bad += numbers.NextDouble() < rate ? 1 : 0;
        }

        return bad;
    }
}
