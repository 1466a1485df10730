namespace Progressive;

/// <summary>Records what happens after a call and belongs to it all the same: an order, a complaint, a refund. Registered as a singleton by <c>AddProgressiveDelivery()</c>.</summary>
/// <remarks>Takes no lock and does no I/O; what nobody asks for is ignored. Safe for use by many threads.</remarks>
public interface IMetrics
{
    /// <summary>
    /// Adds to a metric that is defined <c>"Per": "targetingKey"</c>, for every variant to which this key has been exposed, for as long as the metric's
    /// <c>Within</c> says. What a key has added up by then is its one value; a key that adds nothing counts with zero.
    /// </summary>
    /// <param name="metric">The metric's key; compared ignoring case.</param>
    /// <param name="context">Whose doing it was; null uses <see cref="EvaluationContext.Current"/>. Without a targeting key nothing is recorded.</param>
    /// <param name="value">Zero or above, finite; anything else is not recorded but counted by <c>progressive.measures.rejected</c>.</param>
    /// <example><code>metrics.Track("conversion", new EvaluationContext(order.CustomerId));</code></example>
    void Track(string metric, EvaluationContext? context = null, double value = 1);
}
