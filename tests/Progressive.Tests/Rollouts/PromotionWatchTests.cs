using Progressive.Guards;
using Progressive.Rollouts;
using Progressive.Statistics;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>A candidate that is past its bake: nothing takes it back, and what leaves a guard is said.</summary>
public sealed class PromotionWatchTests
{
    private static readonly Plan s_plan = Plans.Guarded(
        ["error_rate < 1%", "error_rate < stable + 50%", "rejection_rate < 5%"],
        Plans.Percent("50%", TimeSpan.FromSeconds(2)),
        Plans.Percent("100%")) with
    { Bake = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task A_fault_after_the_bake_is_said_once_and_takes_nothing_back()
    {
        using var process = await BakedAsync(s_plan);
        process.CallCandidate(40, fails: true);
        await process.TickAsync();
        process.CallCandidate(200, fails: true);
        await process.TickAsync(TimeSpan.FromSeconds(2));

        var alert = Assert.Single(process.Status.History, h => h.What == "alerted");
        Assert.StartsWith("after promotion: error_rate < 1%: ", alert.Explanation, StringComparison.Ordinal);
        Assert.Equal("guard", alert.By);
        Assert.Equal((RolloutPhase.Promoted, true, "100%"), (process.Status.Phase, process.Status.IsBaked, process.Status.Weight.ToString()));
        Assert.Equal("candidate", process.Call());
    }

    [Fact]
    public async Task The_same_guard_speaks_again_after_it_has_been_shown_to_hold()
    {
        using var process = await BakedAsync(s_plan);
        for (var fault = 1; fault <= 2; fault++)
        {
            process.CallCandidate(60, fails: true);
            await process.TickAsync();
            Assert.Equal(fault, process.Status.History.Count(h => h.What == "alerted"));

            process.CallCandidate(20, fails: true);
            for (var i = 0; i < 20; i++)
            {
                process.CallCandidate(100);
                await process.TickAsync();
            }

            Assert.Equal(fault, process.Status.History.Count(h => h.What == "alerted"));
        }
    }

    [Fact]
    public async Task A_healthy_candidate_is_not_spoken_of_and_an_old_fault_is_not_held_against_it()
    {
        using var process = await BakedAsync(s_plan);
        for (var i = 0; i < 400; i++)
        {
            process.CallCandidate(20);
            process.CallCandidate(1, fails: i % 10 == 0);
            await process.TickAsync();
        }

        Assert.DoesNotContain(process.Status.History, h => h.What == "alerted");
    }

    [Fact]
    public async Task Nobody_watches_any_more_when_the_rollout_leaves_its_end()
    {
        using var process = await BakedAsync(s_plan);
        await process.Engine.CommandAsync(RolloutHarness.Flag, RolloutVerb.Abort, new OperatorNote("we do not want it"), default);
        var after = process.Status.History.Count;
        await process.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(after, process.Status.History.Count);
        Assert.Null(process.Windows.Get(RolloutHarness.Flag, "candidate", "1").Observer);
    }

    [Fact]
    public async Task A_plan_that_only_compares_has_nothing_to_compare_with()
    {
        using var process = await BakedAsync(s_plan with { Guards = [Guard.Parse("error_rate < stable + 50%")] });
        process.CallCandidate(300, fails: true);
        await process.TickAsync(TimeSpan.FromSeconds(2));
        Assert.DoesNotContain(process.Status.History, h => h.What == "alerted");
    }

    [Fact]
    public void A_candidate_at_the_boundary_runs_as_long_as_promised_between_false_alarms()
    {
        const int Runs = 300;
        const int Promised = 200;
        var numbers = new SplitMix64(20260301);
        var ticks = 0L;
        for (var run = 0; run < Runs; run++)
        {
            var evaluator = new GuardEvaluator(Guard.Parse("error_rate < 5%"), 1.0 / Promised, WeightSchedule.Endless);
            do
            {
                ticks++;
            }
            while (!evaluator.Observe(new(20, Enumerable.Range(0, 20).Count(_ => numbers.NextDouble() < 0.05))));
        }

        Assert.True((double)ticks / Runs >= Promised, $"{(double)ticks / Runs} ticks on average.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public void A_late_fault_is_found_as_soon_as_an_early_one(int healthyTicks)
    {
        var evaluator = new GuardEvaluator(Guard.Parse("error_rate < 1%"), 1 / (TimeSpan.FromDays(30) / TimeSpan.FromMilliseconds(200)), WeightSchedule.Endless);
        for (var tick = 0; tick < healthyTicks; tick++)
        {
            evaluator.Observe(new(10, 0));
        }

        var calls = 0;
        do
        {
            calls++;
        }
        while (!evaluator.ObservePartial(new(calls, calls)));

        Assert.InRange(calls, 3, 5);
    }

    private static async Task<RolloutHarness> BakedAsync(Plan plan)
    {
        var process = await RolloutHarness.StartAsync(plan);
        for (var i = 0; i < 1_000 && !process.Status.IsBaked; i++)
        {
            for (var call = 0; call < 100; call++)
            {
                process.Call();
            }

            await process.TickAsync();
        }

        Assert.True(process.Status.IsBaked, process.Status.ToString());
        return process;
    }
}
