using Progressive.Diagnostics;
using Progressive.Metrics;

namespace Progressive.Definitions;

/// <summary>Reads the <c>Metrics</c> section.</summary>
internal static class MetricReader
{
    internal static readonly string[] Known = ["Cap", "Per", "Within", "Prometheus", "Source", "Query", "Every", "Meter", "Instrument"];

    // What the library observes by itself.
    private static readonly string[] s_builtIn = ["error_rate", "rejection_rate", "latency", "mismatch_rate"];

    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_within = TimeSpan.FromHours(1);

    public static MetricDefinition? Read(Written written)
    {
        var key = written.Path.Name;
        var before = written.Problems.Count;
        if (!Keys.IsValid(key, out var why))
        {
            written.Complain(ErrorCodes.InvalidKey, $"'{Scalars.Cut(key)}' is no key of a metric: {why}. Use letters, digits and . _ / -.");
            return null;
        }

        if (MemberNames.Has(s_builtIn, key))
        {
            written.Complain(ErrorCodes.InvalidMetric, $"'{key}' is observed by itself and cannot be defined. Choose another name.");
            return null;
        }

        var metric = new MetricDefinition(key.ToLowerInvariant());
        TimeSpan? within = null;
        TimeSpan? every = null;
        foreach (var member in written.Members($"The metric '{key}'"))
        {
            switch (member.Path.Name.ToUpperInvariant())
            {
                case "CAP":
                    metric = metric with { Cap = ReadCap(member) };
                    break;
                case "PER":
                    metric = metric with { PerKey = ReadPer(member) };
                    break;
                case "WITHIN":
                    within = ReadDuration(member, "Within");
                    break;
                case "PROMETHEUS":
                    metric = metric with { Source = PrometheusMetricSource.Name, Query = member.Text("Prometheus") };
                    break;
                case "SOURCE":
                    metric = metric with { Source = member.Text("Source") };
                    break;
                case "QUERY":
                    metric = metric with { Query = member.Text("Query") };
                    break;
                case "EVERY":
                    every = ReadDuration(member, "Every");
                    break;
                case "METER":
                    metric = metric with { Meter = member.Text("Meter") };
                    break;
                case "INSTRUMENT":
                    metric = metric with { Instrument = member.Text("Instrument") };
                    break;
                default:
                    member.Complain(MemberNames.Unexpected(member.Path.Name, $"metric '{key}'", Known, []));
                    break;
            }
        }

        Check(written, metric, within, every);
        return written.Problems.Count > before ? null : metric with
        {
            Within = metric.PerKey ? within ?? s_within : TimeSpan.Zero,
            Every = metric.Query is null ? TimeSpan.Zero : every ?? s_every,
        };
    }

    private static void Check(Written written, MetricDefinition metric, TimeSpan? within, TimeSpan? every)
    {
        void Complain(string message) => written.Complain(ErrorCodes.InvalidMetric, $"Metric '{metric.Key}' {message}");

        if (string.IsNullOrEmpty(metric.Source) != string.IsNullOrEmpty(metric.Query))
        {
            Complain("needs both a Source and a Query, or \"Prometheus\": \"the query\".");
        }

        if (metric.Meter is null != metric.Instrument is null)
        {
            Complain("needs both a Meter and an Instrument.");
        }

        if (metric.Query is not null && metric.Meter is not null)
        {
            Complain("has a query and an instrument, and can have its values from one of them only. Remove one.");
        }

        if (metric.PerKey && metric.Query is not null)
        {
            Complain("is asked of a source, which knows no targeting keys. Remove Per.");
        }

        if (within is not null && !metric.PerKey)
        {
            Complain("has Within, which says how long after a key's first exposure values count. Add \"Per\": \"targetingKey\", or remove it.");
        }

        if (every is not null && metric.Query is null)
        {
            Complain("has Every, which says how often a source is asked, and no query. Remove it.");
        }

        if (every < TimeSpan.FromSeconds(1))
        {
            Complain("is asked for more often than every second. Write \"Every\": \"1s\" or more.");
        }
    }

    private static double? ReadCap(Written written)
    {
        if (written.IsEmpty)
        {
            return null;
        }

        if (Scalars.TryNumber(written.Node, out var cap) && cap > 0 && double.IsFinite(cap))
        {
            return cap;
        }

        written.Complain(ErrorCodes.InvalidMetric, $"Cap is a number above 0, but this is {Scalars.Show(written.Node)}. Write the highest value that is to count, such as 0.5.");
        return null;
    }

    private static bool ReadPer(Written written)
    {
        switch (written.Text("Per")?.ToUpperInvariant())
        {
            case "TARGETINGKEY" or "USER":
                return true;
            case "CALL" or null or "":
                return false;
            case var other:
                written.Complain(ErrorCodes.InvalidMetric, $"Per is 'call' or 'targetingKey' (also written 'user'), but this is '{Scalars.Cut(other)}'.");
                return false;
        }
    }

    private static TimeSpan? ReadDuration(Written written, string what)
    {
        if (written.Text(what) is not { Length: > 0 } text)
        {
            return null;
        }

        if (!DurationText.TryParse(text, out var duration, out var offset, out var problem))
        {
            written.Complain(ErrorCodes.Duration, $"{what} '{Scalars.Cut(text)}' is no duration: column {offset + 1}: {problem}.");
            return null;
        }

        if (duration <= TimeSpan.Zero)
        {
            written.Complain(ErrorCodes.Duration, $"{what} is zero. Write a duration such as {DurationText.Examples}.");
        }

        return duration;
    }
}
