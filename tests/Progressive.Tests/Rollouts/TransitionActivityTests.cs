using System.Diagnostics;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class TransitionActivityTests
{
    [Fact]
    public async Task A_breach_stands_in_the_trace_of_the_call_that_proved_it()
    {
        var ended = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Progressive" or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (ended)
                {
                    ended.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");
        using var process = await RolloutHarness.StartAsync(Plans.Guarded(["error_rate < 1%"], Plans.Percent("50%", TimeSpan.FromHours(1)), Plans.Percent("100%")));
        await process.TickAsync();

        using (var request = source.StartActivity("request"))
        {
            process.CallCandidate(3, fails: true);
            Activity[] inTrace;
            lock (ended)
            {
                inTrace = [.. ended.Where(a => a.TraceId == request!.TraceId)];
            }

            var transition = Assert.Single(inTrace);
            Assert.Equal(("rolled-back", "checkout", "50%", "0%", "guard"), (
                transition.GetTagItem("progressive.transition"),
                transition.GetTagItem("feature_flag.key"),
                transition.GetTagItem("progressive.rollout.from"),
                transition.GetTagItem("progressive.rollout.to"),
                transition.GetTagItem("progressive.rollout.by")));
            Assert.Equal(request!.SpanId, transition.ParentSpanId);
        }

        Assert.Equal(RolloutPhase.RolledBack, process.Status.Phase);
    }
}
