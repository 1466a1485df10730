using System.Globalization;
using System.Text.RegularExpressions;
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
        await process.TickAsync();

        // One failure after the other: E passes 1/alpha with the one that closes the candidate, and not before.
        var before = 0.0;
        for (var failures = 1; ; failures++)
        {
            Assert.InRange(failures, 1, 20);
            process.CallCandidate(1, fails: true);
            var evidence = double.Parse(Regex.Match(process.Status.Guards[0].Evidence, "E = ([0-9.e+-]+),").Groups[1].Value, CultureInfo.InvariantCulture);
            if (process.Status.Phase == RolloutPhase.RolledBack)
            {
                Assert.InRange(before, 0, 1 / alpha);
                Assert.True(evidence >= 1 / alpha, $"E = {evidence} after {failures}");
                Assert.True(failures > 3);
                break;
            }

            before = evidence;
        }

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
