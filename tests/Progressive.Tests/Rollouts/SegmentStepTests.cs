using Microsoft.Extensions.DependencyInjection;
using Progressive.Assignment;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Simulation;
using Progressive.State;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>Rollouts that go through rings: first a share of one segment, then of another, then of everybody.</summary>
public sealed class SegmentStepTests
{
    private const string Definitions =
        """
        { "Segments": { "staff": { "When": { "email": { "endsWith": "@shop.example" } } }, "early": { "By": "tenant", "Include": [ "t-1", "t-2", "t-3" ] } },
          "Flags": { "checkout": { "StickBy": "tenant", "Rollout": {
            "Steps": [ "50% of staff for 10s", "100% of early for 10s", "approval", "10% for 10s", "100%" ], "Guards": [ "error_rate < 5%" ] } } } }
        """;

    [Fact]
    public async Task Members_come_first_and_keep_what_they_have()
    {
        using var process = await StartAsync();
        Assert.Equal(("0%", "50% of staff"), (process.Weight, Segments(process)));
        var staff = Candidates(process, i => Staff($"t-{i}"));
        Assert.InRange(staff.Length, 400, 600);
        Assert.Empty(Candidates(process, i => Guest($"t-{i}")));

        Assert.True(PassUntil(process, status => status.Step >= 1));
        Assert.Equal("50% of staff, 100% of early", Segments(process));
        Assert.Equal(staff.Union(["t-1", "t-2", "t-3"]).Order(), Candidates(process, i => Staff($"t-{i}")).Order());
        Assert.Equal(["t-1", "t-2", "t-3"], Candidates(process, i => Guest($"t-{i}")));

        Assert.True(PassUntil(process, status => status.Phase == RolloutPhase.Paused));
        await process.Rollouts.ApproveAsync("checkout", "looks good");
        Assert.True(PassUntil(process, status => status.Weight.ToString() == "10%"));
        var guests = Candidates(process, i => Guest($"t-{i}"));
        Assert.InRange(guests.Length, 70, 140);
        Assert.Superset(new HashSet<string>(["t-1", "t-2", "t-3"]), guests.ToHashSet());
        Assert.Superset(staff.ToHashSet(), Candidates(process, i => Staff($"t-{i}")).ToHashSet());

        Assert.True(PassUntil(process, status => status.Phase == RolloutPhase.Promoted));
        Assert.Empty(process.Status.Segments);
        Assert.Equal(1_000, Candidates(process, i => Guest($"t-{i}")).Length);
        Assert.Equal(["staff", "early", null], process.Status.History.Where(entry => entry.What is "started" or "raised").Select(entry => entry.Segment));
    }

    [Fact]
    public void An_entry_says_the_segment_and_ends_where_nothing_explains_it()
    {
        var entry = new RolloutTransition
        {
            At = default,
            What = "raised",
            Phase = RolloutPhase.Progressing,
            Step = 0,
            From = Share.None,
            To = Share.Parse("50%", null),
            Segment = "staff",
            By = "plan",
            Explanation = "",
        };
        Assert.Equal("raised, 0% to 50% of staff, by plan", entry.ToString());
        Assert.Equal("raised, 0% to 50%, by ana: looks good", (entry with { Segment = null, By = "ana", Explanation = "looks good" }).ToString());
        var log = new LogLines();
        using var factory = new Microsoft.Extensions.Logging.LoggerFactory([log]);
        new RolloutLog(new Microsoft.Extensions.Logging.Logger<RolloutLog>(factory)).Transition(new RolloutSpec("checkout", "stable", "candidate", "1", new Plan { Name = "p", Steps = [Step.Parse("100%")] }), entry);
        Assert.Equal("Rollout of checkout, revision 1: raised, 0% to 50% of staff, by plan", Assert.Single(log.Of(3001)));
    }

    [Fact]
    public async Task Only_those_for_whom_it_draws_are_compared()
    {
        using var process = await StartAsync();
        Assert.Equal(EvaluationReason.Split, process.Route.Evaluate(Staff("t-9")).Reason);
        Assert.Equal(EvaluationReason.Default, process.Route.Evaluate(Guest("t-9")).Reason);
        Assert.True(PassUntil(process, status => status.Step >= 1));
        Assert.Equal((EvaluationReason.TargetingMatch, "candidate"), Answer(Guest("t-1")));
        Assert.Equal(EvaluationReason.Default, process.Route.Evaluate(Guest("t-9")).Reason);
        Assert.NotEqual(EvaluationReason.Split, process.Route.Evaluate(Staff("t-9")).Reason);
        Assert.True(PassUntil(process, status => status.Phase == RolloutPhase.Paused));
        await process.Rollouts.ApproveAsync("checkout", "looks good");
        Assert.True(PassUntil(process, status => status.Weight.ToString() == "10%"));
        Assert.Equal(EvaluationReason.Split, process.Route.Evaluate(Guest("t-9")).Reason);
        Assert.Equal((EvaluationReason.TargetingMatch, "candidate"), Answer(Guest("t-1")));

        (EvaluationReason, string) Answer(EvaluationContext context) => process.Route.Evaluate(context) is var evaluation ? (evaluation.Reason, evaluation.Variant) : default;
    }

    [Fact]
    public async Task Says_how_many_tenants_and_calls_it_reaches()
    {
        using var process = await StartAsync();
        process.Flags.Peek("checkout", Staff("t-100"));
        process.Flags.Explain("checkout", Staff("t-101"));
        Assert.Null(process.Status.Reach);
        for (var i = 0; i < 60; i++)
        {
            for (var call = 0; call < 5; call++)
            {
                Serve(process, i < 12 ? Staff($"t-{i}") : Guest($"t-{i}"), fails: false);
            }
        }

        var reached = Enumerable.Range(0, 12).Count(i => process.Route.Evaluate(Staff($"t-{i}")).Variant == "candidate");
        Assert.Equal(FormattableString.Invariant($"{reached} of 60 tenants, {100.0 * reached / 60:0.##} % of calls"), process.Status.Reach);
    }

    [Fact]
    public async Task A_breach_takes_it_back_from_every_ring_and_a_restart_keeps_the_rings()
    {
        var store = new InMemoryStateStore();
        using (var process = await StartAsync(store))
        {
            Assert.True(PassUntil(process, status => status.Step >= 1));
        }

        using var again = await StartAsync(store);
        Assert.Equal("50% of staff, 100% of early", Segments(again));
        for (var i = 0; i < 40; i++)
        {
            Serve(again, Guest("t-1"), fails: true);
        }

        Assert.Equal((RolloutPhase.RolledBack, 0), (again.Status.Phase, again.Status.Segments.Count));
        Assert.Equal("stable", again.Route.Evaluate(Guest("t-1")).Variant);
    }

    /// <summary>History has 64 entries. A session that began after all of them has what everybody has who is not in one.</summary>
    [Fact]
    public async Task A_ring_is_there_for_new_sessions_when_its_raise_is_no_longer_in_the_history()
    {
        using var process = await StartAsync();
        Assert.True(PassUntil(process, status => status.Step >= 1));
        for (var i = 0; i < 32; i++)
        {
            await process.Rollouts.PauseAsync("checkout", "look");
            process.Pass(GuardTick.Interval);
            await process.Rollouts.ResumeAsync("checkout", "go on");
            process.Pass(GuardTick.Interval);
        }

        Assert.DoesNotContain(process.Status.History, entry => entry.Segment is not null);
        var session = Guest("t-1");
        session.Since = process.Time.GetUtcNow();
        Assert.Equal(("candidate", "candidate"), (process.Route.Evaluate(Guest("t-1")).Variant, process.Route.Evaluate(session).Variant));

        // Who comes from before them all gets stable.
        session.Since = process.Status.History[0].At.AddTicks(-1);
        Assert.Equal("stable", process.Route.Evaluate(session).Variant);
    }

    [Theory]
    [InlineData("'50% of nobody for 1m','100%'", "PRG0050", "Nobody defines the segment 'nobody'")]
    [InlineData("'50% of staff for 1m','20% of staff for 1m','100%'", "PRG0012", "below step 1")]
    [InlineData("'50% for 1m','50% of staff for 1m','100%'", "PRG0055", "everybody has 50% since step 1")]
    [InlineData("'100% of staff for 1m'", "PRG0014", "ends with a share of the segment 'staff'")]
    [InlineData("'10% of staff','100%'", "PRG0017", "has no duration")]
    public void Steps_that_cannot_be_are_refused(string steps, string code, string words)
    {
        using var host = Host.Of($$"""{ "Segments": { "staff": { "Include": [ "u" ] } }, "Flags": { "a": { "Rollout": { "Steps": [ {{steps.Replace('\'', '"')}} ] } } } }""");
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(code, problem.Code);
    }

    [Fact]
    public void A_simulation_takes_segments_for_the_part_of_the_calls_that_they_are()
    {
        var plan = new Plan
        {
            Name = "rings",
            Steps = [Step.Parse("100% of staff for 10m"), Step.Parse("10% for 10m"), Step.Parse("100%")],
        };
        var options = new SimulationOptions { Segments = new Dictionary<string, double> { ["Staff"] = 0.2 } };
        var ring = new RolloutState { Revision = "1", Step = 0, Segments = [new SegmentShare("staff", Share.All)] };
        Assert.Equal((0.2, 0), (SimulatedTraffic.OfCandidate(plan, ring, options), SimulatedTraffic.OfStable(plan, ring, options)));
        var all = ring with { Step = 1, Weight = Share.Parse("10%") };
        Assert.Equal(0.28, SimulatedTraffic.OfCandidate(plan, all, options), 12);
        Assert.Equal(0.72, SimulatedTraffic.OfStable(plan, all, options), 12);
        Assert.Equal(0.1, SimulatedTraffic.SizeOf("partners", options));
    }

    private static Task<DefinedRollout> StartAsync(StateStore? store = null) => DefinedRollout.StartAsync(b => b.AddDefinitionSource(_ => new ScriptedSource(Definitions)), store: store);

    private static EvaluationContext Staff(string tenant) => new("u") { ["tenant"] = tenant, ["email"] = "anna@shop.example" };

    private static EvaluationContext Guest(string tenant) => new("u") { ["tenant"] = tenant, ["email"] = "carl@other.example" };

    private static string Segments(DefinedRollout process) => string.Join(", ", process.Status.Segments.Select(entry => $"{entry.Share} of {entry.Segment}"));

    private static string[] Candidates(DefinedRollout process, Func<int, EvaluationContext> context) =>
        [.. Enumerable.Range(0, 1_000).Where(i => process.Route.Evaluate(context(i)).Variant == "candidate").Select(i => $"t-{i}")];

    private static void Serve(DefinedRollout process, EvaluationContext context, bool fails)
    {
        var call = process.Route.Start(process.Route.Evaluate(context));
        call.Complete(call.IsCandidate && fails ? OutcomeKind.Error : OutcomeKind.Ok, "Test");
    }

    private static bool PassUntil(DefinedRollout process, Func<RolloutStatus, bool> until)
    {
        for (var i = 0; i < 3_000 && !until(process.Status); i++)
        {
            for (var call = 0; call < 20; call++)
            {
                Serve(process, (i + call) % 2 == 0 ? Staff($"t-{(20 * i) + call}") : Guest($"t-{call % 5}"), fails: false);
            }

            process.Pass(GuardTick.Interval);
        }

        return until(process.Status);
    }
}
