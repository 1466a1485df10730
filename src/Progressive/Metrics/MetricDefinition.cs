namespace Progressive.Metrics;

/// <summary>A measure as the <c>Metrics</c> section defines it: how its values are bounded, and where they come from other than <see cref="Call.Measure(string, double)"/>.</summary>
internal sealed record MetricDefinition(string Key)
{
    /// <summary>Values above count as this. Needed by guards against stable and by lower bounds: a test is only as good as its worst value.</summary>
    public double? Cap { get; init; }

    /// <summary>One value for each targeting key, joined to its first exposure, in place of one for each call.</summary>
    public bool PerKey { get; init; }

    /// <summary>How long after a key's first exposure values still count for it; with <see cref="PerKey"/>.</summary>
    public TimeSpan Within { get; init; }

    /// <summary>The name of the source that is asked; null for measures that calls record.</summary>
    public string? Source { get; init; }

    /// <summary>What the source is asked, with the placeholders <c>{flag}</c>, <c>{variant}</c> and <c>{revision}</c>.</summary>
    public string? Query { get; init; }

    /// <summary>How often the source is asked.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>The meter of the instrument whose measurements are this measure.</summary>
    public string? Meter { get; init; }

    /// <summary>The instrument whose measurements are this measure.</summary>
    public string? Instrument { get; init; }

    /// <summary>Whether each variant has values of its own.</summary>
    public bool IsPerVariant => Query is null || Query.Contains(MetricQuery.Variant, StringComparison.Ordinal);
}
