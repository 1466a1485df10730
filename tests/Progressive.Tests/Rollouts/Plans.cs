using Progressive.Assignment;
using Progressive.Guards;
using Progressive.Rollouts;

namespace Progressive.Tests.Rollouts;

internal static class Plans
{
    public static Step Percent(string share, TimeSpan? duration = null) => new(StepKind.Share, Share.Parse(share), duration);

    public static Step Approval { get; } = new(StepKind.Approval);

    public static Plan Of(params Step[] steps) => new() { Name = "test", Steps = steps };

    public static Plan Guarded(string[] guards, params Step[] steps) => Of(steps) with { Guards = [.. guards.Select(g => Guard.Parse(g))] };
}
