namespace Progressive.Exposures;

/// <summary>Where exposures go: a warehouse, a queue, a product for experiments. Derive from it and register it with <c>AddExposureSink</c>.</summary>
/// <remarks>
/// Called by one task at a time, never on the path of a request; a sink that does not end when its token is cancelled is called again meanwhile, and one that
/// blocks its thread holds up the others. A batch that throws or takes longer than <see cref="ExposureOptions.SinkTimeout"/> is
/// counted as failed and not sent again: a sink that must lose nothing keeps and repeats for itself. The same exposure can come again, from another
/// replica or after <see cref="ExposureOptions.RepeatAfter"/>; whoever counts units counts distinct ones.
/// </remarks>
public abstract class ExposureSink
{
    /// <summary>The greatest number of exposures in a batch.</summary>
    public const int MaxBatch = 512;

    /// <summary>Takes a batch of exposures.</summary>
    /// <param name="exposures">1 to <see cref="MaxBatch"/> exposures in the order of use; the list is the sink's to keep.</param>
    /// <param name="cancellationToken">Cancelled when the sink has had its time, or when the host stops waiting.</param>
    /// <returns>A task that completes when the sink has them.</returns>
    /// <exception cref="ArgumentException">The batch is empty or too large.</exception>
    public ValueTask SendAsync(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exposures);
        ArgumentOutOfRangeException.ThrowIfZero(exposures.Count, nameof(exposures));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exposures.Count, MaxBatch, nameof(exposures));
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : SendAsyncCore(exposures, cancellationToken);
    }

    /// <summary>Takes a batch whose size has been checked.</summary>
    /// <param name="exposures">The exposures.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the sink has them.</returns>
    protected abstract ValueTask SendAsyncCore(IReadOnlyList<Exposure> exposures, CancellationToken cancellationToken);
}
