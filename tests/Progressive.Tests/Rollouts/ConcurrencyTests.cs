using Progressive.Metrics;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task A_million_calls_are_all_counted_while_definitions_reload_and_weights_change()
    {
        const int threads = 4;
        const int callsPerThread = 250_000;
        using var process = await RolloutHarness.StartAsync(Plans.Of(Plans.Percent("50%", TimeSpan.FromDays(365)), Plans.Percent("100%")));
        var plan = process.Status.Plan;
        var running = threads;
        long candidate = 0;

        var callers = Enumerable.Range(0, threads).Select(thread => Task.Run(() =>
        {
            var route = process.Routes.For(RolloutHarness.Flag);
            long served = 0;
            for (var i = 0; i < callsPerThread; i++)
            {
                var evaluation = route.Evaluate($"{thread}-{i}");
                Assert.True(evaluation is { Variant: "stable" or "candidate", Error: EvaluationError.None });
                var call = route.Start(evaluation);
                Assert.Equal(evaluation.Variant, call.Variant);
                served += call.IsCandidate ? 1 : 0;
                call.Complete(i % 3 == 0 ? OutcomeKind.Error : OutcomeKind.Ok, "Test");
            }

            Interlocked.Add(ref candidate, served);
            Interlocked.Decrement(ref running);
        })).ToArray();

        var reloads = 0;
        while (Volatile.Read(ref running) > 0)
        {
            process.Define(plan);
            await process.TickAsync();
            reloads++;
        }

        await Task.WhenAll(callers);
        var now = process.Time.GetTimestamp();
        var onCandidate = process.Windows.Get(RolloutHarness.Flag, "candidate", "1").Read(now);
        var onStable = process.Windows.Get(RolloutHarness.Flag, "stable", null).Read(now);
        Assert.True(reloads > 10, $"{reloads} reloads");
        Assert.Equal(candidate, onCandidate.Calls);
        Assert.Equal(threads * callsPerThread, onCandidate.Calls + onStable.Calls);
        Assert.Equal(threads * ((callsPerThread + 2) / 3), onCandidate.Error + onStable.Error);
        Assert.Equal(0, onCandidate.InFlight + onStable.InFlight);
        Assert.InRange(candidate, 490_000, 510_000);
    }
}
