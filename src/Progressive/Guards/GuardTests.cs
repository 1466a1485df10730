using System.Diagnostics.CodeAnalysis;
using Progressive.Diagnostics;
using Progressive.Metrics;

namespace Progressive.Guards;

/// <summary>Which test a guard is decided by, or why it cannot be.</summary>
internal static class GuardTests
{
    /// <summary>The quantiles of <c>latency &lt; stable</c>: a shift of all calls shows at the lower ones first, a slow few only at the last.</summary>
    private static readonly double[] s_mixture = [0.5, 0.9, 0.99];

    /// <param name="guard">A guard that <see cref="IsSupported"/> with the same definitions.</param>
    /// <param name="metrics">What is defined about measures.</param>
    /// <param name="margins">See there.</param>
    internal static GuardTest Create(Guard guard, Func<string, MetricDefinition?> metrics, GuardMargins margins)
    {
        var cap = metrics(guard.Metric)?.Cap;
        var lower = RelativeBound.IsLower(guard);
        var relative = guard.Bound.RelativeToStable;
        if (guard.Metric == GuardMetric.Latency)
        {
            return relative
                ? new TwoArmTest(guard, TwoArmPlan.OfQuantiles(QuantilesOf(guard)), new SampledCounts(quantiles: true))
                : new RateTest(guard, 1 - guard.Quantile!.Value);
        }

        if (guard.Aggregate == "mean")
        {
            return relative ? new RelativeMeanTest(guard, cap!.Value, margins) : new MeanTest(guard, cap);
        }

        if (guard.Quantile is { } quantile)
        {
            // "p50 above 0.8" says that at most half of the values lie below 0.8.
            var bad = lower ? quantile : 1 - quantile;
            return relative
                ? new TwoArmTest(guard, TwoArmPlan.OfQuantiles([1 - bad]), new MeasuredQuantile(quantile, QuantileLimits.From(guard, margins), lower))
                : new RateTest(guard, bad, new MeasureCounter(lower ? MeasureCount.Below : MeasureCount.Above, guard.Bound.BaseValue));
        }

        // By key every key has its one value, zero where nothing came, so the values are all there is to count.
        var kind = metrics(guard.Metric) is { PerKey: true } ? (lower ? MeasureCount.Below : MeasureCount.Above) : lower ? MeasureCount.Lacking : MeasureCount.Events;
        if (!relative)
        {
            return new RateTest(guard, lower ? 1 - guard.Bound.BaseValue : guard.Bound.BaseValue, GuardMetric.IsOutcome(guard.Metric) ? null : new MeasureCounter(kind, lower ? double.Epsilon : 0));
        }

        var plan = lower || guard.Bound.Unit == GuardUnit.PercentagePoints ? TwoArmPlan.Difference(guard, margins) : TwoArmPlan.Ratio(guard, margins);
        return new TwoArmTest(guard, plan, GuardMetric.IsOutcome(guard.Metric) ? new SampledCounts(quantiles: false) : new MeasuredEvents(kind, lower ? double.Epsilon : 0));
    }

    /// <summary>The quantiles a guard on latency is about.</summary>
    internal static double[] QuantilesOf(Guard guard) => guard.Quantile is { } one ? [one] : s_mixture;

    /// <summary>Whether this version can evaluate the guard; otherwise <paramref name="why"/> is a whole message with its error id.</summary>
    internal static bool IsSupported(Guard guard, Func<string, MetricDefinition?> metrics, [NotNullWhen(false)] out string? why)
    {
        why = Problem(guard, metrics) is { } problem ? $"{ErrorCodes.GuardNotEvaluated}: Guard '{guard}' cannot be evaluated: {problem}." : null;
        return why is null;
    }

    private static string? Problem(Guard guard, Func<string, MetricDefinition?> metrics)
    {
        var lower = RelativeBound.IsLower(guard);
        var relative = guard.Bound.RelativeToStable;
        if (guard.Metric == GuardMetric.Latency)
        {
            return lower ? "it would take back a candidate for being quick; write < or <="
                : guard.Aggregate == "mean" ? "a call that hangs has no duration, so a mean would not see it; write 'latency p50', 'latency p95' or another quantile"
                : !relative && guard.Quantile is null ? $"against a number each quantile has its own bound; write '{guard.Metric} p99 {Operator(guard)} {guard.Bound}'"
                : !relative && guard.Bound.Value <= 0 ? "no call takes no time; write a duration of at least 1us"
                : null;
        }

        if (GuardMetric.IsOutcome(guard.Metric))
        {
            return lower ? $"it would take back a candidate for too few {(guard.Metric == GuardMetric.ErrorRate ? "errors" : "rejections")}; write < or <=" : null;
        }

        if (GuardMetric.IsOfShadow(guard.Metric))
        {
            return $"'{guard.Metric}' compares shadow calls, which this version does not make; remove the guard";
        }

        if (metrics(guard.Metric) is { Query: not null } asked)
        {
            if (guard.Aggregate is null or "rate")
            {
                return $"'{guard.Metric}' is asked of a source, whose answers are no calls; write 'mean' or a quantile such as 'p95'";
            }

            if (relative && !asked.IsPerVariant)
            {
                return $"the query of '{guard.Metric}' is the same for every variant, so there is nothing to compare; write {{variant}} into it, or a guard with a number";
            }
        }

        return guard.Aggregate == "mean" ? MeanProblem(guard, metrics(guard.Metric)?.Cap, lower)
            : guard.Quantile is not null ? (!relative && lower && guard.Bound.Value <= 0 ? "no value is below 0, so it always holds; write a bound above 0" : null)
            : !relative && lower && guard.Bound.Value >= 100 ? "a rate above 100% is impossible; write less"
            : null;
    }

    private static string? MeanProblem(Guard guard, double? cap, bool lower)
    {
        var bound = guard.Bound.BaseValue;
        var key = guard.Metric;
        if (guard.Bound.RelativeToStable)
        {
            return cap is null
                ? $"means can be compared only where values have an upper end, or a single one could decide; set Metrics:{key}:Cap to the largest value that should count in full"
                : Math.Abs(bound) >= cap && guard.Bound.Unit != GuardUnit.Percent ? $"the difference is as large as Metrics:{key}:Cap, so it always holds; write a smaller one"
                : null;
        }

        return lower && cap is null ? $"that a mean does not fall can be seen only where values have an upper end; set Metrics:{key}:Cap (1 for a score from 0 to 1)"
            : lower && bound >= cap ? $"no mean is above Metrics:{key}:Cap, {cap}; write a bound below it"
            : lower && bound <= 0 ? "no value is below 0, so it always holds; write a bound above 0"
            : !lower && bound <= 0 ? "a mean of 0 leaves nothing to measure by; write a bound above 0"
            : !lower && cap <= bound ? $"values count as at most Metrics:{key}:Cap, {cap}, so it always holds; raise the cap"
            : null;
    }

    private static string Operator(Guard guard) => guard.Operator == GuardOperator.LessThan ? "<" : "<=";
}
