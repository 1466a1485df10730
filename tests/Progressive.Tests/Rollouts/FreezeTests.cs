using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class FreezeTests
{
    private const string Plan =
        """ "Steps": [ "10% for 10s", "approval", "50% for 10s", "100%" ], "Guards": [ "error_rate < 1%" ], "Bake": "20s", "Freeze": [ "Fri 15:00 - Mon 08:00 Europe/Stockholm", "2026-03-09 - 2026-03-09 UTC" ] """;

    // A Friday in winter: 15:00 in Stockholm is 14:00 UTC.
    private static readonly DateTimeOffset s_friday = new(2026, 3, 6, 13, 59, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_freeze_delays_the_plan_and_says_until_when()
    {
        using var process = await DefinedRollout.StartAsync(Plan.Replace("\"approval\", ", "", StringComparison.Ordinal), s_friday);
        Assert.Equal(("10%", null), (process.Weight, process.Status.FrozenUntil));
        process.Time.AdjustTime(s_friday.AddMinutes(1));
        process.Pass(TimeSpan.FromMinutes(2), calls: 20);
        Assert.Equal(("10%", false), (process.Weight, process.Status.IsHolding));

        // Monday is a day of its own in the plan: both together are one freeze.
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 0, 0, 0, TimeSpan.Zero), process.Status.FrozenUntil);
        Assert.Equal("frozen by 'Fri 15:00 - Mon 08:00 Europe/Stockholm', until 2026-03-10 00:00 UTC", process.Status.Waiting);

        process.Time.AdjustTime(new DateTimeOffset(2026, 3, 9, 23, 59, 50, TimeSpan.Zero));
        process.Pass(TimeSpan.FromSeconds(9));
        Assert.Equal("10%", process.Weight);
        process.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(("50%", null), (process.Weight, process.Status.FrozenUntil));
    }

    [Fact]
    public async Task A_rollout_that_begins_in_a_freeze_waits_with_its_first_share()
    {
        using var process = await DefinedRollout.StartAsync(Plan, s_friday.AddHours(1));
        process.Pass(TimeSpan.FromMinutes(1), calls: 5);
        Assert.Equal(("0%", -1), (process.Weight, process.Status.Step));
    }

    [Fact]
    public async Task A_freeze_delays_no_breach()
    {
        using var process = await DefinedRollout.StartAsync(Plan, s_friday);
        process.Time.AdjustTime(s_friday.AddMinutes(1));
        process.Pass(TimeSpan.FromSeconds(1));
        process.Fail();
        Assert.Equal((RolloutPhase.RolledBack, "stable"), (process.Status.Phase, process.CallAsTester()));
    }

    [Fact]
    public async Task People_are_asked_in_a_freeze_and_may_override_it_which_is_kept()
    {
        using var process = await DefinedRollout.StartAsync(Plan, s_friday);
        process.Time.AdjustTime(s_friday.AddMinutes(1));
        Assert.True(process.PassUntil(s => s.Reason == RolloutReason.Approval));
        await process.Rollouts.ApproveAsync("checkout", new OperatorNote("a hotfix", "ann"));
        Assert.Equal("50%", process.Weight);
        Assert.Equal(
            "freeze overridden ('Fri 15:00 - Mon 08:00 Europe/Stockholm', until 2026-03-10 00:00 UTC): a hotfix",
            process.Status.History[^1].Explanation);

        await process.Rollouts.PromoteAsync("checkout", "a hotfix");
        Assert.StartsWith("freeze overridden (", process.Status.History[^1].Explanation, StringComparison.Ordinal);

        // A bake is not a raise, and ends.
        process.Pass(TimeSpan.FromSeconds(30), calls: 20);
        Assert.True(process.Status.IsBaked);
    }
}
