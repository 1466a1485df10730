using Progressive.Guards;
using Progressive.Rollouts;
using Progressive.Simulation;

namespace Progressive.Testing.Tests;

/// <summary>What a test of an application does with the simulator; the guide quotes it.</summary>
public sealed class PlanTests
{
    [Fact]
    public void A_plan_keeps_its_promise()
    {
        var plan = new Plan
        {
            Name = "standard",
            Steps = [Step.Parse("5% for 10m"), Step.Parse("50% for 30m"), Step.Parse("100%")],
            Guards = [Guard.Parse("error_rate < 1%")],
        };
        var result = RolloutSimulator.Simulate(plan, new SimulationOptions { CallsPerSecond = 20, Runs = 20, FaultFactors = [100] });

        Assert.All(result.Endings, ending => Assert.Equal("promoted", ending.Ending));
        Assert.All(result.Faults, fault => Assert.InRange(fault.MeanBadCalls, 3, 5));
    }
}
