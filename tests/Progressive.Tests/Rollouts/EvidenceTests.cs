using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>How much evidence decides, and what is said where there is none.</summary>
public sealed class EvidenceTests
{
    private static readonly Plan s_plan = Plans.Guarded(
        ["error_rate < 1%"], Plans.Percent("10%", TimeSpan.FromSeconds(10)), Plans.Percent("50%", TimeSpan.FromSeconds(10)), Plans.Percent("100%"));

    [Theory]
    [InlineData(0.01, "breach at 100")]
    [InlineData(0.001, "breach at 1000")]
    public async Task Each_guard_may_err_with_the_chance_that_the_options_give_and_no_more(double alpha, string expected)
    {
        using var process = new RolloutHarness(alpha: alpha);
        process.Define(s_plan);
        await process.Engine.LoadAsync(default);
        await process.Engine.TickAsync(default);
        Assert.EndsWith(expected, process.Status.Guards[0].Evidence, StringComparison.Ordinal);
        process.CallCandidate(40);
        process.CallCandidate(3, fails: true);
        await process.TickAsync();

        // 3 of 43 at an allowed 1 %: E is in the hundreds, which is enough at one in a hundred and not at one in a thousand.
        Assert.Equal(alpha == 0.01 ? RolloutPhase.RolledBack : RolloutPhase.Progressing, process.Status.Phase);
        Assert.Equal(0.01, new RolloutOptions().Alpha);
    }

    [Fact]
    public async Task A_rollout_that_nobody_calls_says_so_and_one_that_is_called_does_not()
    {
        using var process = await RolloutHarness.StartAsync(s_plan);
        await process.TickAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("no call of this flag", process.Status.Waiting, StringComparison.Ordinal);
        process.Call();
        await process.TickAsync();
        Assert.DoesNotContain("no call of this flag", process.Status.Waiting, StringComparison.Ordinal);
    }
}
