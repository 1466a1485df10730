namespace Progressive.Metrics;

/// <summary>What the definitions say about a measure.</summary>
/// <param name="Key">Its key.</param>
internal sealed record MetricDefinition(string Key)
{
    /// <summary>Values above it count as it: the metric is the mean of <c>min(value, Cap)</c>. Above 0.</summary>
    public double? Cap { get; init; }
}
