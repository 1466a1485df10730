using System.Globalization;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Guards;
using Progressive.Metrics;
using Progressive.Rollouts;

namespace Progressive.Simulation;

/// <summary>What a simulation takes for granted, and what it warns of; from the assumptions alone.</summary>
internal static class SimulationNotes
{
    // Below that a step sees a fault late, but sees it; above it a fault passes that one would notice with the naked eye.
    private const double CoarseFactor = 5;

    /// <summary>The guards whose metric the assumed calls have.</summary>
    public static IReadOnlyList<Guard> Fed(Plan plan, MetricSet metrics, SimulationOptions options, CallModel candidate) =>
        [.. plan.Guards.Where(guard => WhyUnfed(guard, metrics, options, candidate) is null)];

    public static IReadOnlyList<string> Assumptions(Plan plan, MetricSet metrics, IReadOnlyList<Guard> fed, SimulationOptions options, CallModel candidate)
    {
        var assumptions = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{options.CallsPerSecond:0.####} calls a second, arriving at random, all by split."),
            $"Stable: {options.Stable}.",
            candidate.Equals(options.Stable) ? "The candidate is like stable." : $"The candidate: {candidate}.",
        };
        foreach (var segment in SimulatedTraffic.SegmentsOf(plan))
        {
            assumptions.Add($"The segment '{segment}' makes {Percent(SimulatedTraffic.SizeOf(segment, options))} of the calls, and nobody is in two segments.");
        }

        if (plan.Steps.Any(step => step.Kind == StepKind.Approval))
        {
            assumptions.Add(options.ApprovalAfter == TimeSpan.Zero
                ? "Approvals are given at once."
                : $"Approvals are given after {DurationText.Format(options.ApprovalAfter)}.");
        }

        if (plan.Steps.Any(step => step.Kind == StepKind.Preview))
        {
            assumptions.Add("Nobody is sent to the preview.");
        }

        if (plan.Freeze.Count > 0)
        {
            assumptions.Add(string.Create(CultureInfo.InvariantCulture, $"The rollout starts on {options.StartsAt.UtcDateTime:ddd yyyy-MM-dd HH:mm} UTC; freezes go by the calendar."));
        }

        foreach (var guard in plan.Guards.Except(fed))
        {
            assumptions.Add($"Guard '{guard}' is left out, as if it always held: {WhyUnfed(guard, metrics, options, candidate)}.");
        }

        assumptions.Add("Calls are independent of each other; the flag stays on, the process and its state store stay up.");
        return assumptions;
    }

    public static IReadOnlyList<string> Warnings(Plan plan, SimulationOptions options)
    {
        var warnings = new List<string>();
        foreach (var guard in plan.Guards)
        {
            if (StableAgainst(guard, options.Stable) is { } why)
            {
                warnings.Add($"Stable itself is outside the guard '{guard}': {why}. A candidate that is no worse is taken back; say what stable does, or change the guard.");
            }
        }

        for (var i = 0; i < plan.Steps.Count; i++)
        {
            if (StepResolution.Calls(plan, i, options) is { } calls)
            {
                AddStepWarnings(plan, i, calls, options, warnings);
            }
        }

        return warnings;
    }

    private static void AddStepWarnings(Plan plan, int index, double calls, SimulationOptions options, List<string> warnings)
    {
        var step = plan.Steps[index];
        var share = PlanCourse.Target(plan, index);
        var culture = CultureInfo.InvariantCulture;
        var about = string.Create(culture, $"{share}{(step.Segment is { } segment ? $" of {segment}" : "")} of {options.CallsPerSecond:0.####} rps for {DurationText.Format(step.Duration!.Value)} gives about {calls:#,0} calls");
        foreach (var guard in plan.Guards.Where(g => g.Mode == GuardMode.Enforce && g.Metric == GuardMetric.ErrorRate))
        {
            if (SimulationFaults.Allowed(guard, options) is > 0 and < 1 and var allowed
                && StepResolution.VisibleRate(guard, share, calls, options) is var visible && visible >= CoarseFactor * allowed)
            {
                warnings.Add(visible >= 1
                    ? $"{about}: with '{guard}' this step cannot see even a candidate that always fails."
                    : string.Create(culture, $"{about}: with '{guard}' this step cannot see an error rate below {Percent(visible)}."));
            }
        }

        if (NextShare(plan, index) is not { } next)
        {
            return;
        }

        var (asks, most) = plan.Guards
            .Select(guard => (Guard: guard, Calls: StepResolution.CallsToEarn(guard, next, options) ?? 0))
            .MaxBy(needed => needed.Calls);
        if (most > calls)
        {
            var rate = options.CallsPerSecond * SimulatedTraffic.SizeOf(step.Segment, options) * share.Fraction;
            warnings.Add(string.Create(
                culture,
                $"{about}, and '{asks}' asks for at least {most:#,0} good ones before {next}: the step takes about {Readable(TimeSpan.FromSeconds(Math.Min(most / rate, 1e9)))}."));
        }
    }

    private static Share? NextShare(Plan plan, int index)
    {
        for (var i = index + 1; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i].Kind == StepKind.Share)
            {
                return PlanCourse.Target(plan, i) is var next && next > PlanCourse.Target(plan, index) ? next : null;
            }
        }

        return null;
    }

    private static string? WhyUnfed(Guard guard, MetricSet metrics, SimulationOptions options, CallModel candidate) => guard.Metric switch
    {
        GuardMetric.ErrorRate or GuardMetric.RejectionRate or GuardMetric.Latency => null,
        var metric when GuardMetric.IsOfShadow(metric) => "shadow calls are not simulated",
        var metric when metrics.Find(metric) is { Query: not null } => $"'{metric}' is asked of a source, not recorded by calls",
        var metric when metrics.Find(metric) is { PerKey: true } => $"'{metric}' is joined to its keys, and simulated calls have none",
        var metric when !candidate.Measures.ContainsKey(metric) || (guard.Bound.RelativeToStable && !options.Stable.Measures.ContainsKey(metric)) =>
            $"the assumed calls record no '{metric}'; add {metric}=lognormal(…) to the model",
        _ => null,
    };

    private static string? StableAgainst(Guard guard, CallModel stable)
    {
        if (guard.Bound.RelativeToStable)
        {
            return null;
        }

        switch (guard.Metric)
        {
            case GuardMetric.ErrorRate when stable.ErrorRate >= guard.Bound.BaseValue:
                return $"{Percent(stable.ErrorRate)} of its calls fail";
            case GuardMetric.RejectionRate when stable.RejectionRate >= guard.Bound.BaseValue:
                return $"{Percent(stable.RejectionRate)} of its calls are rejected";
            case GuardMetric.Latency when guard.Quantile is { } quantile && stable.Latency.Above(guard.Bound.BaseValue) is var slow && slow >= 1 - quantile:
                return $"{Percent(slow)} of its calls take longer";
            default:
                return null;
        }
    }

    private static string Percent(double rate) => (rate * 100).ToString(rate < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    // To the minute above an hour, to the second above a minute: an estimate.
    private static string Readable(TimeSpan time) => DurationText.Format(
        time.TotalHours >= 1 ? TimeSpan.FromMinutes(Math.Round(time.TotalMinutes)) : TimeSpan.FromSeconds(Math.Max(1, Math.Round(time.TotalSeconds))));
}
