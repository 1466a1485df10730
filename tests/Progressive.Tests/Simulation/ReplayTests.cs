using Microsoft.Extensions.Time.Testing;
using Progressive.Definitions;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Simulation;
using Progressive.Tests.Rollouts;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Simulation;

/// <summary>The calls of simulated rollouts, made again one by one on routes of a real engine: its history has to be the same, word for word.</summary>
public sealed class ReplayTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, string, double, string> Rollouts() => new()
    {
        { "promoted", "'Steps':['10% for 20s','50% for 20s','100%'],'Guards':['error_rate < 5%','latency p95 < 250ms'],'Bake':'20s'", "", 60, "error_rate=0.5%" },
        { "promoted", "'Steps':['10%','50%','100%'],'Guards':['error_rate < 5%']", "", 40, "error_rate=0.5%" },
        { "promoted", "'Steps':['20% for 5s','approval','60% for 5s','approval','100%'],'Guards':['error_rate < 10%','error_rate < stable + 20pp'],'Bake':'5s'", "", 80, "error_rate=1%" },
        { "promoted", "'Steps':['preview for 3s','20% for 5s','100%','commit'],'Guards':['error_rate < 20%'],'Bake':'5s'", "", 30, "error_rate=1%" },
        { "promoted", "'Steps':['5% for 5s','100%'],'Guards':['error_rate < 5%'],'MaxHold':'4s','OnUndecided':'proceed'", "", 20, "error_rate=0%" },
        { "promoted", "'Steps':['20% for 5s','100%'],'Guards':['error_rate < 20%'],'Freeze':['Sun 12:00 - Sun 12:01 UTC']", "", 30, "error_rate=1%" },
        { "promoted", "'Steps':['30% for 5s','100%'],'Guards':['error_rate < 1%'],'OnBreach':'alert','MaxHold':'1m','OnUndecided':'rollback'", "", 60, "error_rate=0%" },
        { "promoted", "'Steps':['40% for 10s','100%'],'Guards':['latency p90 < stable + 60%'],'Bake':'10s'", "", 60, "error_rate=0%" },
        { "promoted", "'Steps':['40% for 10s','100%'],'Guards':['cost_usd mean < 0.05usd','cost_usd mean < stable + 200%'],'Bake':'10s'", "'cost_usd':{'Cap':0.2}", 60, "cost_usd=lognormal(0.01,0.3)" },
        { "rolled-back", "'Steps':['10% for 20s','50% for 20s','100%'],'Guards':['error_rate < 1%','latency p95 < 250ms'],'Bake':'20s'", "", 60, "error_rate=15%" },
        { "rolled-back", "'Steps':['10% for 20s','50% for 20s','100%'],'Guards':['latency p95 < 150ms','error_rate < 10%'],'Bake':'20s'", "", 60, "latency=lognormal(120ms,0.6)" },
        { "rolled-back", "'Steps':['30% for 1m','100%'],'Guards':['error_rate < stable + 100%'],'Bake':'1m'", "", 100, "error_rate=12%" },
        { "rolled-back", "'Steps':['20% for 10s','100%'],'Guards':['rejection_rate < 2%','error_rate < 50% (warn)'],'Bake':'2m'", "", 30, "error_rate=60%,rejection_rate=20%,latency=exponential(400ms)" },
        { "rolled-back", "'Steps':['5% for 10s','100%'],'Guards':['error_rate < 1%'],'Bake':'10m'", "", 200, "error_rate=2.5%,latency=uniform(1ms,900ms)" },
        { "rolled-back", "'Steps':['30% for 1m','100%'],'Guards':['latency < stable + 20%']", "", 80, "latency=lognormal(200ms,0.4)" },
        { "rolled-back", "'Steps':['40% for 1m','100%'],'Guards':['cost_usd mean < stable + 10%']", "'cost_usd':{'Cap':0.2}", 60, "cost_usd=lognormal(0.05,0.3)" },
        { "rolled-back", "'Steps':['5% for 5s','100%'],'Guards':['error_rate < 2%'],'MaxHold':'4s','OnUndecided':'rollback'", "", 10, "error_rate=0%" },
        { "paused", "'Steps':['20% for 20s','100%'],'Guards':['error_rate < 2%'],'OnBreach':'pause'", "", 50, "error_rate=30%" },
        { "undecided", "'Steps':['2% for 10s','100%'],'Guards':['error_rate < 0.1%'],'Bake':'10s'", "", 3, "error_rate=0%" },
        { "undecided", "'Steps':['20% for 10s','100%'],'Guards':['error_rate < 2%'],'OnBreach':'alert'", "", 50, "error_rate=30%" },
        { "at-ceiling", "'Plan':'p','UpTo':'30%'", "", 30, "error_rate=0%" },
    };

    [Theory]
    [MemberData(nameof(Rollouts))]
    public async Task The_engine_does_what_the_simulation_does(string ending, string rollout, string metrics, double rps, string candidate)
    {
        const string Other = "'Plans':{'p':{'Steps':['20% for 5s','100%'],'Guards':['error_rate < 20%']}}";
        var json = ("{'Metrics':{" + metrics + "}," + Other + ",'Flags':{'checkout':{'Rollout':{" + rollout + "}}}}").Replace('\'', '"');
        var validation = DefinitionValidator.Validate(new DefinitionFile("test", System.Text.Encoding.UTF8.GetBytes(json)));
        Assert.Empty(validation.Problems);
        var spec = validation.SpecOf(RolloutHarness.Flag)!;
        var options = new SimulationOptions
        {
            CallsPerSecond = rps,
            StartsAt = s_start,
            Horizon = TimeSpan.FromSeconds(ending == "undecided" ? 55 : 3600),
            Seed = 11,
            Stable = CallModel.Parse("cost_usd=lognormal(0.01,0.3)"),
        };
        var model = CallModel.Parse(candidate);
        var endings = new List<string>();
        for (var run = 0; run < 3; run++)
        {
            var calls = new List<(bool IsCandidate, SimulatedCall Call, long End)>();
            var simulation = new SimulatedRollout(spec.Plan, spec.Metrics, options, model, scenario: 0, run) { Recorder = (isCandidate, call, end) => calls.Add((isCandidate, call, end)) };
            var simulated = simulation.Run(TestContext.Current.CancellationToken);
            Assert.Equal(simulated.CandidateCalls, calls.Count(call => call.IsCandidate));
            var replayed = await ReplayAsync(spec, calls, simulated);
            Assert.Equal(simulated.History, replayed);
            endings.Add(simulated.Ending);
        }

        Assert.Contains(ending, endings);
    }

    private static async Task<IReadOnlyList<RolloutTransition>> ReplayAsync(RolloutSpec spec, List<(bool IsCandidate, SimulatedCall Call, long End)> calls, SimulatedRun simulated)
    {
        var time = new FakeTimeProvider(s_start);
        using var harness = new RolloutHarness(time: time);
        harness.Define(spec.Plan);
        harness.Engine.Apply([new RolloutSpec(RolloutHarness.Flag, "stable", "candidate", "1", spec.Plan) { Metrics = spec.Metrics }], []);
        await harness.Engine.LoadAsync(default);
        await harness.Engine.TickAsync(default);
        var route = harness.Routes.For(RolloutHarness.Flag);
        var windows = (Candidate: harness.Windows.Get(RolloutHarness.Flag, "candidate", "1"), Stable: harness.Windows.Get(RolloutHarness.Flag, "stable", null));
        var running = new VariantCall[calls.Count];
        var moments = calls
            .SelectMany((call, i) => new[] { (At: call.Call.Start, IsStart: true, Call: i), (At: call.End, IsStart: false, Call: i) })
            .OrderBy(m => m.At)
            .ThenBy(m => m.IsStart);
        var origin = time.GetTimestamp();
        var approvals = simulated.History.Where(t => t.By == "simulation").Select(t => t.At).ToHashSet();
        using var next = moments.GetEnumerator();
        var hasNext = next.MoveNext();
        for (var tick = GuardTick.Interval.Ticks; tick <= simulated.EndedAt.Ticks + GuardTick.Interval.Ticks; tick += GuardTick.Interval.Ticks)
        {
            for (; hasNext && next.Current.At < tick; hasNext = next.MoveNext())
            {
                time.Advance(TimeSpan.FromTicks(origin + next.Current.At - time.GetTimestamp()));
                var (isCandidate, call, _) = calls[next.Current.Call];
                if (next.Current.IsStart)
                {
                    running[next.Current.Call] = route.Start(isCandidate ? "candidate" : "stable", drawn: true);
                    continue;
                }

                running[next.Current.Call].Complete(call.Kind, "Test");
                foreach (var (name, value) in call.Measures ?? [])
                {
                    (isCandidate ? windows.Candidate : windows.Stable).Record(name, value);
                }
            }

            if (tick > simulated.EndedAt.Ticks)
            {
                break;
            }

            time.Advance(TimeSpan.FromTicks(origin + tick - time.GetTimestamp()));
            await harness.Engine.TickAsync(default);
            if (approvals.Contains(time.GetUtcNow()))
            {
                await harness.Engine.CommandAsync(RolloutHarness.Flag, RolloutVerb.Approve, new OperatorNote("approved in the simulation") { By = "simulation" });
            }
        }

        // The simulation keeps sentences, and not what the guards knew as objects.
        return [.. harness.Status.History.Select(transition => transition with { Guards = [] })];
    }
}
