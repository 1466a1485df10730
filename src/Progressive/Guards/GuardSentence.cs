using System.Globalization;

namespace Progressive.Guards;

/// <summary>The evidence of a guard in one sentence.</summary>
internal static class GuardSentence
{
    private const double LeastLogE = -99;

    /// <param name="guard">The guard.</param>
    /// <param name="seen">What was counted.</param>
    /// <param name="logE">The evidence, in nats.</param>
    /// <param name="alpha">The chance of a false breach.</param>
    /// <param name="limit">For a quantile against stable, the value in force; otherwise NaN.</param>
    /// <param name="obstacle">What keeps it from saying anything, or null.</param>
    internal static string Of(Guard guard, in GuardTally seen, double logE, double alpha, double limit, string? obstacle)
    {
        var what = guard.Aggregate == "mean" ? Means(guard, seen) : Counts(guard, seen, limit);
        var evidence = Readable(Math.Exp(Math.Max(logE, LeastLogE)));
        return $"{guard}: {what}, E = {evidence}, breach at {Readable(1 / alpha)}{(obstacle is null ? "" : "; " + obstacle)}";
    }

    private static string Counts(Guard guard, in GuardTally seen, double limit)
    {
        var culture = CultureInfo.InvariantCulture;
        var rate = seen.CandidateCalls == 0 ? 0 : 100.0 * seen.CandidateBad / seen.CandidateCalls;
        var over = double.IsNaN(limit) ? "" : string.Create(culture, $" ({(RelativeBound.IsLower(guard) ? "under" : "over")} {limit:0.######})");
        var against = guard.Bound.RelativeToStable ? string.Create(culture, $" against {seen.StableBad} of {seen.StableCalls} on stable") : "";
        return string.Create(culture, $"{seen.CandidateBad} of {seen.CandidateCalls} {Kind(guard)}{over} ({rate:0.##}%){against}");
    }

    private static string Means(Guard guard, in GuardTally seen)
    {
        var culture = CultureInfo.InvariantCulture;
        var mean = seen.CandidateCalls == 0 ? 0 : seen.CandidateSum / seen.CandidateCalls;
        var stable = seen.StableCalls == 0 ? 0 : seen.StableSum / seen.StableCalls;
        var against = guard.Bound.RelativeToStable ? string.Create(culture, $" against {stable:0.######} over {seen.StableCalls} on stable") : "";
        return string.Create(culture, $"mean {mean:0.######} over {seen.CandidateCalls} values{against}");
    }

    private static string Kind(Guard guard) => (guard.Metric, guard.Quantile) switch
    {
        (GuardMetric.Latency, _) => "calls too slow",
        (GuardMetric.RejectionRate, _) => "calls rejected",
        (GuardMetric.ErrorRate, _) => "calls failed",
        (_, not null) => RelativeBound.IsLower(guard) ? "values too low" : "values too high",
        _ => RelativeBound.IsLower(guard) ? $"calls without {guard.Metric}" : $"calls with {guard.Metric}",
    };

    private static string Readable(double e) => e.ToString(e is >= 10 and < 1e6 ? "0" : e is >= 0.01 and < 10 ? "0.##" : "0.#e+0", CultureInfo.InvariantCulture);
}
