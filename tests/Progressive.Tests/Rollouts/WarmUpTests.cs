using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>A candidate's first calls in a process are slow for a reason that passes.</summary>
public sealed class WarmUpTests
{
    private const string Absolute = "latency p90 < 100ms";
    private const string Relative = "latency p90 < stable + 20%";

    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(400);

    [Theory]
    [InlineData(Absolute, 0, 0, true)]
    [InlineData(Absolute, 13, 0, false)]
    [InlineData(Absolute, 0, 400, false)]
    [InlineData(Relative, 0, 0, true)]
    [InlineData(Relative, 13, 0, false)]
    public async Task Slow_first_calls_take_a_candidate_back_unless_they_are_left_out(string guard, int seconds, long calls, bool takenBack)
    {
        using var process = await StartAsync(guard, seconds, calls);
        await ServeAsync(process, TimeSpan.FromSeconds(12), s_slow);
        await ServeAsync(process, TimeSpan.FromSeconds(10), TimeSpan.Zero);
        Assert.Equal(takenBack, process.Status.Phase == RolloutPhase.RolledBack);
    }

    [Theory]
    [InlineData(Absolute, 3, 0)]
    [InlineData(Absolute, 0, 40)]
    [InlineData(Absolute, 3, 40)]
    [InlineData(Relative, 3, 0)]
    public async Task A_candidate_that_stays_slow_is_taken_back_when_it_is_warm(string guard, int seconds, long calls)
    {
        using var process = await StartAsync(guard, seconds, calls);
        await ServeAsync(process, TimeSpan.FromSeconds(2), s_slow);
        Assert.Equal(RolloutPhase.Progressing, process.Status.Phase);
        await ServeAsync(process, TimeSpan.FromSeconds(30), s_slow);
        Assert.Equal((RolloutPhase.RolledBack, RolloutReason.Breach), (process.Status.Phase, process.Status.Reason));
    }

    [Fact]
    public async Task Errors_count_from_the_first_call()
    {
        using var process = await StartAsync(Absolute, 60, 1_000);
        for (var i = 0; i < 200 && process.Status.Phase == RolloutPhase.Progressing; i++)
        {
            process.Call(candidateFails: true);
        }

        Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
    }

    [Fact]
    public async Task It_is_said_while_it_lasts_and_calls_before_its_end_are_never_counted()
    {
        using var process = await StartAsync(Absolute, 5, 0);
        await ServeAsync(process, TimeSpan.FromSeconds(4.8), TimeSpan.FromMilliseconds(20));
        var latency = process.Status.Guards[0].Explanation;
        Assert.Equal(0, latency.CandidateCalls);
        Assert.Contains("warming up in this process", latency.Obstacle, StringComparison.Ordinal);

        // Half a second later it is over, and what becomes known first is still of calls that started before.
        await process.TickAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(0, process.Status.Guards[0].Explanation.CandidateCalls);
        Assert.Null(process.Status.Guards[0].Explanation.Obstacle);

        await ServeAsync(process, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(20));
        Assert.NotEqual(0, process.Status.Guards[0].Explanation.CandidateCalls);
    }

    [Fact]
    public void Both_a_time_and_a_number_of_calls_have_to_be_over()
    {
        var warmUp = new WarmUp(TimeSpan.FromSeconds(10), calls: 50, frequency: 1);
        warmUp.Look(now: 5, started: 0);
        warmUp.Look(now: 100, started: 60);
        Assert.False(warmUp.IsOver);
        warmUp.Look(now: 109, started: 70);
        Assert.False(warmUp.IsOver);
        warmUp.Look(now: 110, started: 70);
        Assert.Equal(110, warmUp.OverAt);

        var few = new WarmUp(TimeSpan.FromSeconds(10), calls: 50, frequency: 1);
        few.Look(now: 1, started: 1);
        few.Look(now: 1_000, started: 49);
        Assert.False(few.IsOver);
        few.Look(now: 1_001, started: 50);
        Assert.Equal(1_001, few.OverAt);
    }

    private static Task<RolloutHarness> StartAsync(string guard, int seconds, long calls) => RolloutHarness.StartAsync(
        Plans.Guarded([guard, "error_rate < 1%"], Plans.Percent("50%", TimeSpan.FromHours(1)), Plans.Percent("100%")) with
        {
            WarmUp = TimeSpan.FromSeconds(seconds),
            WarmUpCalls = calls,
        });

    // Ten calls in each tick, of which the candidate's take as long as is said and stable's next to nothing.
    private static async Task ServeAsync(RolloutHarness process, TimeSpan time, TimeSpan candidateTakes)
    {
        var running = new Queue<(VariantCall Call, DateTimeOffset Ends)>();
        var route = process.Routes.For(RolloutHarness.Flag);
        var end = process.Time.GetUtcNow() + time;
        for (var user = 0; process.Time.GetUtcNow() < end; user += 10)
        {
            for (var i = 0; i < 10; i++)
            {
                var call = route.Start(route.Evaluate($"{end.Ticks}-{user + i}"));
                if (call.IsCandidate)
                {
                    running.Enqueue((call, process.Time.GetUtcNow() + candidateTakes));
                }
                else
                {
                    call.Complete(OutcomeKind.Ok);
                }
            }

            EndDue(process.Time.GetUtcNow());
            await process.TickAsync();
            EndDue(process.Time.GetUtcNow());
        }

        while (running.Count > 0)
        {
            await process.TickAsync();
            EndDue(process.Time.GetUtcNow());
        }

        void EndDue(DateTimeOffset now)
        {
            while (running.TryPeek(out var first) && first.Ends <= now)
            {
                running.Dequeue().Call.Complete(OutcomeKind.Ok);
            }
        }
    }
}
