namespace Progressive.Metrics;

/// <summary>A system that is asked for the value of a metric: a monitoring system, a queue, a bill.</summary>
/// <remarks>
/// <para>Derive from it for a system of your own, and register it by <c>AddMetricSource("name", …)</c>; definitions then say <c>"Source": "name", "Query": "…"</c>.</para>
/// <para>
/// An answer that is late, missing, negative or no number is no evidence for anything: nothing is promoted or taken back for it, and it is counted.
/// Instances are asked for several metrics at once.
/// </para>
/// </remarks>
public abstract class MetricSource
{
    /// <summary>Asks for a value.</summary>
    /// <param name="query">The query, with its placeholders filled in.</param>
    /// <param name="cancellationToken">Cancels the question; it is given up after five seconds at the latest.</param>
    /// <returns>The value now; null where the system has none.</returns>
    /// <exception cref="ProgressiveException">The system answers that the query is wrong, or does not answer.</exception>
    public ValueTask<double?> ReadAsync(string query, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(query);
        return ReadCoreAsync(query, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync"/>
    protected abstract ValueTask<double?> ReadCoreAsync(string query, CancellationToken cancellationToken);
}
