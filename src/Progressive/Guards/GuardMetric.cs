namespace Progressive.Guards;

/// <summary>What the name of a metric says about the aggregates and units that fit it.</summary>
internal static class GuardMetric
{
    internal const string ErrorRate = "error_rate";
    internal const string RejectionRate = "rejection_rate";
    internal const string Latency = "latency";
    private const string MismatchRate = "mismatch_rate";
    private const int LongestName = 128;

    /// <summary>Metrics counted by how calls ended; others, but for latency, are measures that calls record.</summary>
    internal static bool IsOutcome(string metric) => metric is ErrorRate or RejectionRate;

    /// <summary>Metrics of shadow calls.</summary>
    internal static bool IsOfShadow(string metric) => metric == MismatchRate || metric.StartsWith("shadow_", StringComparison.Ordinal);

    /// <summary>The metrics that need no definition.</summary>
    internal static IReadOnlyList<string> BuiltIn { get; } = [ErrorRate, RejectionRate, Latency, MismatchRate];

    internal static bool IsRate(string metric) => metric.EndsWith("_rate", StringComparison.Ordinal);

    internal static bool IsUsd(string metric) => metric.EndsWith("_usd", StringComparison.Ordinal);

    internal static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '/' or '-';

    internal static bool IsTooLong(ReadOnlySpan<char> name) => name.Length > LongestName;

    /// <summary>Why the aggregate does not fit, or null.</summary>
    internal static string? AggregateProblem(string metric, string? aggregate)
    {
        if (IsRate(metric))
        {
            return aggregate is null or "rate" ? null : $"'{aggregate}' does not fit '{metric}', whose only aggregate is rate; leave it out";
        }

        return (metric, aggregate) switch
        {
            (Latency, "rate") => "rate does not fit 'latency', whose calls all take some time; use p50 to p99.99",
            (Latency, null) or (_, "rate") => null,
            (_, null) => $"'{metric}' needs an aggregate before the operator: p50 to p99.99, mean, or rate (the share of calls that recorded more than 0)",
            _ => null,
        };
    }

    /// <summary>Why the unit does not fit, or null.</summary>
    internal static string? UnitProblem(string metric, string? aggregate, in GuardBound bound)
    {
        if (bound is { RelativeToStable: true, Unit: GuardUnit.Percent } or { RelativeToStable: true, Value: 0 })
        {
            return null;
        }

        if (IsRate(metric) || aggregate == "rate")
        {
            return (bound.RelativeToStable, bound.Unit) switch
            {
                (false, GuardUnit.Percent) or (true, GuardUnit.PercentagePoints) => null,
                (false, _) => $"'{metric}' is compared with a percentage, such as 1%",
                (true, _) => $"'{metric}' differs from stable by a share (10%) or by percentage points (2pp)",
            };
        }

        if (bound.Unit == GuardUnit.PercentagePoints)
        {
            return $"percentage points fit only differences of rates, such as stable + 2pp; '{metric}' is none here";
        }

        if (metric == Latency && !bound.IsDuration)
        {
            return "'latency' is compared with a time in us, ms or s, such as 250ms";
        }

        return IsUsd(metric) && bound.Unit is not (GuardUnit.Usd or GuardUnit.None) ? $"'{metric}' is compared with an amount in usd, such as 0.02usd" : null;
    }
}
