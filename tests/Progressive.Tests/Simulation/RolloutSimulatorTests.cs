using Progressive.Guards;
using Progressive.Rollouts;
using Progressive.Simulation;
using Xunit;

namespace Progressive.Tests.Simulation;

/// <summary>Statistical sanity, with seeds: what is asserted holds with room to spare, and for these seeds for certain.</summary>
public sealed class RolloutSimulatorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void A_healthy_candidate_is_promoted_in_the_time_of_the_plan()
    {
        var result = RolloutSimulator.Simulate(
            PlanOf(["10% for 1m", "50% for 2m", "100%"], ["error_rate < 5%", "latency p95 < 250ms"], TimeSpan.FromMinutes(1)), new() { Runs = 40, FaultFactors = [] }, Cancel);
        var ending = Assert.Single(result.Endings);
        Assert.Equal(("promoted", 40, 1.0), (ending.Ending, ending.Runs, ending.Probability));
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(4)], result.Steps.Select(step => step.Ends!.Value.Median));
        Assert.Equal([300.0, 3_000.0], result.Steps.Take(2).Select(step => Math.Round(step.CandidateCalls / 100) * 100));
        Assert.Equal((TimeSpan.Zero, 0.1), (result.Weights[0].At, result.Weights[0].Median.Fraction));
        Assert.Equal((TimeSpan.FromMinutes(4), 1.0), (result.Weights[^1].At, result.Weights[^1].P10.Fraction));
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_candidate_at_the_bound_is_stopped_no_more_often_than_alpha()
    {
        var stable = new CallModel { ErrorRate = 0.02 };
        var result = RolloutSimulator.Simulate(
            PlanOf(["50% for 30m", "100%"], ["error_rate < 2%"]), new() { Runs = 120, Stable = stable, Horizon = TimeSpan.FromMinutes(4), Alpha = 0.05, FaultFactors = [] }, Cancel);
        Assert.InRange(result.FalseRollback.Probability, 0, 0.05);
        Assert.Equal(120, result.HealthyRuns);
        Assert.Contains("Stable itself is outside the guard 'error_rate < 2%': 2 % of its calls fail", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_worse_a_candidate_the_fewer_bad_answers_it_costs()
    {
        var faults = RolloutSimulator.Simulate(PlanOf(["10% for 10m", "100%"], ["error_rate < 1%"]), new() { Runs = 30, Horizon = TimeSpan.FromMinutes(15) }, Cancel).Faults;
        Assert.Equal([100, 20, 5, 2], faults.Select(fault => fault.Factor));
        Assert.Equal([1, 0.2, 0.05, 0.02], faults.Select(fault => Math.Round(fault.Rate, 10)));
        Assert.All(faults.Take(3), fault => Assert.Equal(fault.Runs, fault.Stopped));

        // Three is the fewest a guard acts on; a candidate that always fails makes a call or two more while the third is running.
        Assert.InRange(faults[0].MeanBadCalls, 3, 5);
        Assert.InRange(faults[1].MeanBadCalls, 3, 6);
        Assert.True(faults[1].MeanBadCalls < faults[2].MeanBadCalls && faults[2].MeanBadCalls < faults[3].MeanBadCalls);
        Assert.True(faults[0].MeanBadCalls <= faults[0].MostBadCalls && faults[0].StandardError is > 0 and < 0.5);
    }

    [Fact]
    public void A_larger_share_is_quicker_and_costs_the_same()
    {
        SimulatedFault At(string share) => RolloutSimulator.Simulate(
            PlanOf([$"{share} for 1h", "100%"], ["error_rate < 1%"]), new() { Runs = 40, FaultFactors = [20], Horizon = TimeSpan.FromMinutes(2) }, Cancel).Faults[0];
        var (small, large) = (At("2%"), At("40%"));
        Assert.True(large.Ends!.Value.Median < small.Ends!.Value.Median / 5, $"{large} {small}");
        Assert.InRange(large.MeanBadCalls / small.MeanBadCalls, 0.7, 1.5);
    }

    [Fact]
    public void A_bad_candidate_is_told_from_a_healthy_one()
    {
        var result = RolloutSimulator.Simulate(
            PlanOf(["20% for 5m", "100%"], ["error_rate < 1%"]),
            new() { Runs = 20, Candidate = new CallModel { ErrorRate = 0.2 }, FaultFactors = [] },
            Cancel);
        Assert.Equal(("rolled-back", "error_rate < 1%", 20), (result.Endings[0].Ending, result.Endings[0].Cause, result.Endings[0].Runs));
        Assert.Equal(0, result.FalseRollback.Runs);
        Assert.Equal(0, result.Steps[0].EndedRuns);
        Assert.Null(result.Steps[0].Ends);
        Assert.Equal(0, result.Weights[^1].P90.Fraction);
    }

    [Fact]
    public void Few_calls_are_warned_of_with_the_numbers_of_the_bounds()
    {
        var result = RolloutSimulator.Simulate(
            PlanOf(["1% for 10m", "10% for 30m", "100%"], ["error_rate < 1%"]),
            new() { CallsPerSecond = 5, Runs = 1, Horizon = TimeSpan.FromSeconds(1), FaultFactors = [] },
            Cancel);
        Assert.Equal(
            [
                "1% of 5 rps for 10m gives about 30 calls: with 'error_rate < 1%' this step cannot see an error rate below 10.4 %.",
                "1% of 5 rps for 10m gives about 30 calls, and 'error_rate < 1%' asks for at least 33 good ones before 10%: the step takes about 11m.",
            ],
            result.Warnings);
        Assert.Equal(("undecided", "at '1% for 10m'"), (result.Endings[0].Ending, result.Endings[0].Cause));

        // 30 calls of that rate carry ln(1/0.01) of information against 1 % (Wald 1945).
        var rate = result.Steps[0].VisibleErrorRate!.Value;
        var information = (rate * Math.Log(rate / 0.01)) + ((1 - rate) * Math.Log((1 - rate) / 0.99));
        Assert.Equal(Math.Log(100), 30 * information, 1e-6);
    }

    [Fact]
    public void Guards_that_nothing_feeds_are_left_out_and_named()
    {
        var result = RolloutSimulator.Simulate(
            PlanOf(["50% for 10s", "100%"], ["cost_usd mean < 0.02usd", "error_rate < 10%", "mismatch_rate < 1%"]), new() { Runs = 2, FaultFactors = [] }, Cancel);
        Assert.Contains(result.Assumptions, a => a.StartsWith("Guard 'cost_usd mean < 0.02usd' is left out, as if it always held: the assumed calls record no 'cost_usd'", StringComparison.Ordinal));
        Assert.Contains(result.Assumptions, a => a.StartsWith("Guard 'mismatch_rate < 1%' is left out, as if it always held: shadow calls are not simulated", StringComparison.Ordinal));
        Assert.Equal("promoted", result.Endings[0].Ending);
        Assert.Equal(3, result.Plan.Guards.Count);
    }

    [Fact]
    public void An_approval_takes_the_time_it_is_said_to_take()
    {
        var plan = PlanOf(["50% for 10s", "approval", "100%"], ["error_rate < 10%"]);
        TimeSpan Ends(TimeSpan after) => RolloutSimulator.Simulate(plan, new() { Runs = 1, ApprovalAfter = after, FaultFactors = [] }, Cancel).Steps[1].Ends!.Value.Median;
        Assert.InRange(Ends(TimeSpan.FromMinutes(2)) - Ends(TimeSpan.Zero), TimeSpan.FromSeconds(119.6), TimeSpan.FromSeconds(120.4));
    }

    [Fact]
    public void The_seed_decides_and_nothing_else_does()
    {
        var plan = PlanOf(["20% for 10s", "100%"], ["error_rate < 1%", "error_rate < stable + 50%"]);
        SimulationResult Run(ulong seed) => RolloutSimulator.Simulate(plan, new() { Runs = 8, Seed = seed, Candidate = new CallModel { ErrorRate = 0.03 }, Horizon = TimeSpan.FromSeconds(30), FaultFactors = [20] }, Cancel);
        Assert.Equal(Run(5).Endings, Run(5).Endings);
        Assert.Equal(Run(5).Faults, Run(5).Faults);
        Assert.NotEqual(Run(5).Endings, Run(6).Endings);

        // Pinned, as a machine that draws something else is what this would tell.
        Assert.Equal(PinnedCalls, Run(5).SimulatedCalls);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => RolloutSimulator.Simulate(PlanOf(["50% for 10s", "100%"], []), new(), stopped.Token));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        var plan = PlanOf(["50% for 10s", "100%"], []);
        foreach (var options in new SimulationOptions[]
        {
            new() { CallsPerSecond = 0 },
            new() { CallsPerSecond = double.NaN },
            new() { Runs = 0 },
            new() { Alpha = 0 },
            new() { Horizon = TimeSpan.Zero },
            new() { ApprovalAfter = TimeSpan.FromSeconds(-1) },
            new() { FaultFactors = [0] },
            new() { Stable = new CallModel { ErrorRate = 2 } },
            new() { Candidate = new CallModel { ErrorRate = 0.6, RejectionRate = 0.6 } },
        })
        {
            Assert.Equal("PRG0331", Assert.Throws<ProgressiveException>(() => RolloutSimulator.Simulate(plan, options, Cancel)).Code);
        }
    }

    private const long PinnedCalls = 27_693;

    private static Plan PlanOf(string[] steps, string[] guards, TimeSpan bake = default) =>
        new() { Name = "tested", Steps = [.. steps.Select(s => Step.Parse(s))], Guards = [.. guards.Select(g => Guard.Parse(g))], Bake = bake };
}
