using Progressive.Metrics;

namespace Progressive.Rollouts;

/// <summary>How many ticks a guard expects to watch, over which it spends its weight: the plan's time and its bake, at least an hour.</summary>
internal static class GuardHorizon
{
    private static readonly TimeSpan s_least = TimeSpan.FromHours(1);

    // A step that waits for evidence alone, or for a person, is planned for with this much.
    private static readonly TimeSpan s_openStep = TimeSpan.FromMinutes(10);

    /// <summary>For flags without a plan: a day, after which the schedule's endless tail goes on.</summary>
    public static long Default => TimeSpan.FromDays(1).Ticks / GuardTick.Interval.Ticks;

    public static long Of(Plan plan)
    {
        var planned = plan.Bake;
        foreach (var step in plan.Steps)
        {
            planned += step.Duration ?? s_openStep;
        }

        return (planned > s_least ? planned : s_least).Ticks / GuardTick.Interval.Ticks;
    }
}
