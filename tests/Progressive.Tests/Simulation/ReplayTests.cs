using Microsoft.Extensions.Time.Testing;
using Progressive.Guards;
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

    public static TheoryData<string, string[], string[], string, double, string> Rollouts() => new()
    {
        { "promoted", ["10% for 20s", "50% for 20s", "100%"], ["error_rate < 5%", "latency p95 < 250ms"], "20s", 60, "error_rate=0.5%" },
        { "promoted", ["10%", "50%", "100%"], ["error_rate < 5%"], "0s", 40, "error_rate=0.5%" },
        { "promoted", ["20% for 5s", "approval", "60% for 5s", "approval", "100%"], ["error_rate < 10%", "error_rate < stable + 200%"], "5s", 80, "error_rate=1%" },
        { "rolled-back", ["10% for 20s", "50% for 20s", "100%"], ["error_rate < 1%", "latency p95 < 250ms"], "20s", 60, "error_rate=15%" },
        { "rolled-back", ["10% for 20s", "50% for 20s", "100%"], ["latency p95 < 150ms", "error_rate < 10%"], "20s", 60, "latency=lognormal(120ms,0.6)" },
        { "rolled-back", ["30% for 1m", "100%"], ["error_rate < stable + 100%"], "1m", 100, "error_rate=12%" },
        { "rolled-back", ["20% for 10s", "100%"], ["rejection_rate < 2%", "error_rate < 50% (warn)"], "2m", 30, "error_rate=60%,rejection_rate=20%,latency=exponential(400ms)" },
        { "rolled-back", ["5% for 10s", "100%"], ["error_rate < 1%"], "10m", 200, "error_rate=2.5%,latency=uniform(1ms,900ms)" },
        { "undecided", ["2% for 10s", "100%"], ["error_rate < 0.1%"], "10s", 3, "error_rate=0%" },
    };

    [Theory]
    [MemberData(nameof(Rollouts))]
    public async Task The_engine_does_what_the_simulation_does(string ending, string[] steps, string[] guards, string bake, double rps, string candidate)
    {
        var plan = new Plan
        {
            Name = "replayed",
            Steps = [.. steps.Select(s => Step.Parse(s))],
            Guards = [.. guards.Select(g => Guard.Parse(g))],
            Bake = Step.Parse($"1% for {(bake == "0s" ? "1s" : bake)}").Duration!.Value * (bake == "0s" ? 0 : 1),
        };
        var options = new SimulationOptions { CallsPerSecond = rps, StartsAt = s_start, Horizon = TimeSpan.FromSeconds(55 + (ending == "undecided" ? 0 : 3600)), Seed = 11 };
        var model = CallModel.Parse(candidate);
        var endings = new List<string>();
        for (var run = 0; run < 4; run++)
        {
            var calls = new List<(bool IsCandidate, long Start, long End, OutcomeKind Kind)>();
            var simulation = new SimulatedRollout(plan, options, model, scenario: 0, run) { Recorder = (isCandidate, start, end, kind) => calls.Add((isCandidate, start, end, kind)) };
            var simulated = simulation.Run(TestContext.Current.CancellationToken);
            Assert.Equal(simulated.CandidateCalls, calls.Count(call => call.IsCandidate));
            var replayed = await ReplayAsync(plan, calls, simulated);
            Assert.Equal(simulated.History, replayed);
            endings.Add(simulated.Ending);
        }

        Assert.Contains(ending, endings);
    }

    private static async Task<IReadOnlyList<RolloutTransition>> ReplayAsync(
        Plan plan, List<(bool IsCandidate, long Start, long End, OutcomeKind Kind)> calls, SimulatedRun simulated)
    {
        var time = new FakeTimeProvider(s_start);
        using var harness = await RolloutHarness.StartAsync(plan, time: time);
        var route = harness.Routes.For(RolloutHarness.Flag);
        var running = new VariantCall[calls.Count];
        var moments = calls
            .SelectMany((call, i) => new[] { (At: call.Start, IsStart: true, Call: i), (At: call.End, IsStart: false, Call: i) })
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
                var call = calls[next.Current.Call];
                if (next.Current.IsStart)
                {
                    running[next.Current.Call] = route.Start(call.IsCandidate ? "candidate" : "stable", drawn: true);
                }
                else
                {
                    running[next.Current.Call].Complete(call.Kind, "Test");
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

        return harness.Status.History;
    }
}
