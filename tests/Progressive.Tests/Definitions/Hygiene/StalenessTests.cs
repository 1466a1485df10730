using Microsoft.Extensions.DependencyInjection;
using Progressive.Assignment;
using Progressive.Definitions;
using Progressive.Definitions.Hygiene;
using Progressive.Flags;
using Progressive.Rollouts;
using Progressive.Tests.Rollouts;
using Xunit;

namespace Progressive.Tests.Definitions.Hygiene;

/// <summary>When a flag counts as stale, by its use and by its rollout.</summary>
public sealed class StalenessTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CompiledFlagParts s_rollout = FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1");

    [Theory]
    [InlineData(RolloutPhase.Promoted, true, 7, "PRG0532")]
    [InlineData(RolloutPhase.Promoted, true, 6, "")]
    [InlineData(RolloutPhase.Promoted, false, 90, "")]
    [InlineData(RolloutPhase.Progressing, false, 90, "")]
    [InlineData(RolloutPhase.Paused, false, 90, "")]
    [InlineData(RolloutPhase.RolledBack, false, 90, "PRG0531")]
    [InlineData(RolloutPhase.RolledBack, false, 29, "")]
    public void A_rollout_is_stale_when_it_is_finished(RolloutPhase phase, bool isBaked, int days, string expected)
    {
        var now = s_start.AddDays(days);
        var usage = new FlagUsage(s_start).After(["stable"], s_start).After(["stable"], now);
        var findings = Staleness.Find(s_rollout, usage, Status(phase, isBaked), new HygieneOptions(), now);
        Assert.Equal(expected, string.Join(' ', findings.Select(static f => f.Code)));
    }

    [Fact]
    public void A_finished_rollout_has_the_change_to_make()
    {
        var now = s_start.AddDays(9);
        var finding = Assert.Single(Staleness.Find(s_rollout, new FlagUsage(s_start), Status(RolloutPhase.Promoted, isBaked: true), new HygieneOptions(), now));
        Assert.Equal("The rollout of 'checkout' was promoted, and its bake has been over for 9 days.", finding.Message);
        Assert.Equal(
            [
                "- services.AddScoped<IService, Stable>();",
                "+ services.AddScoped<IService, Candidate>();",
                "- .AddVariants<IService>(\"checkout\", …)",
                "- \"checkout\": …",
            ],
            finding.Diff);
    }

    [Fact]
    public void The_time_of_the_bake_counts_and_not_that_of_what_came_later()
    {
        var status = Status(RolloutPhase.Promoted, isBaked: true);
        status = status with { History = [.. status.History, status.History[0] with { What = "alerted", At = s_start.AddDays(6) }] };
        Assert.Single(Staleness.Find(s_rollout, new FlagUsage(s_start), status, new HygieneOptions(), s_start.AddDays(7)));
    }

    [Fact]
    public void What_is_not_asked_any_more_has_no_answer_that_goes_on()
    {
        var parts = FlagSample.Parts("beta", ["off", "on"], @default: "on", off: "off");
        var usage = new FlagUsage(s_start).After(["on"], s_start).After(["on"], s_start.AddDays(29));
        var findings = Staleness.Find(parts, usage, null, new HygieneOptions(), s_start.AddDays(43));
        var finding = Assert.Single(findings);
        Assert.Equal("Flag 'beta' was not evaluated in this process for 14 days.", finding.Message);
    }

    [Fact]
    public async Task A_running_application_says_when_its_rollout_has_been_over_for_long()
    {
        using var process = await DefinedRollout.StartAsync(builder =>
        {
            builder.AddDefinitionSource(_ => new ScriptedSource(DefinedRollout.Json("\"Steps\": [ \"10% for 10s\", \"100%\" ], \"Bake\": \"10s\"")));
            builder.Services.Configure<HygieneOptions>(static options => options.BakedFor = TimeSpan.FromHours(1));
        });
        process.Pass(TimeSpan.FromSeconds(60), calls: 1);
        Assert.Equal((RolloutPhase.Promoted, true), (process.Status.Phase, process.Status.IsBaked));
        Assert.Empty(process.Catalog.StatusOf("checkout")!.Findings);
        process.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["PRG0532"], process.Catalog.StatusOf("checkout")!.Findings.Select(static f => f.Code));
        Assert.Equal(["candidate", "stable"], process.Catalog.StatusOf("checkout")!.Served.Keys.Order());
        process.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single(process.Log.Of(1006));
    }

    private static RolloutStatus Status(RolloutPhase phase, bool isBaked) => new()
    {
        Flag = "checkout",
        Revision = "1",
        Phase = phase,
        Reason = RolloutReason.None,
        Plan = new Plan { Name = "p", Steps = [Step.Parse("100%", null)], Guards = [] },
        Step = 0,
        Weight = Share.All,
        TimeInStep = TimeSpan.Zero,
        IsHolding = false,
        IsBaked = isBaked,
        Desired = new RolloutDesired("p", "1", Share.All),
        Guards = [],
        IsSaved = true,
        Version = 1,
        History =
        [
            new RolloutTransition { At = s_start, What = "baked", Phase = phase, Step = 0, From = Share.None, To = Share.All, By = "plan", Explanation = "" },
        ],
    };
}
