namespace Progressive.Metrics;

/// <summary>Hands what is tracked to the windows that wait for it.</summary>
internal sealed class MetricTracking(MetricWindows windows) : IMetrics
{
    public void Track(string metric, EvaluationContext? context = null, double value = 1)
    {
        ArgumentNullException.ThrowIfNull(metric);
        if (!windows.HasKeyed || (context ?? EvaluationContext.Current)?.TargetingKey is not { } key)
        {
            return;
        }

        var hash = KeyHash.Of(key);
        foreach (var reader in windows.Keyed)
        {
            if (!string.Equals(reader.Reader.Measure, metric, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (value >= 0 && value <= double.MaxValue)
            {
                reader.Reader.Track(hash, value);
            }
            else
            {
                reader.Cell.Reject();
            }
        }
    }
}
