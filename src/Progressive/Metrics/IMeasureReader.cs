namespace Progressive.Metrics;

/// <summary>What completed calls have recorded of one measure since it was read last.</summary>
/// <remarks>One thread reads at a time.</remarks>
internal interface IMeasureReader : IDisposable
{
    /// <summary>Values lost because they came faster than they were read. They are lost by when they came and not by what they were.</summary>
    long Dropped { get; }

    /// <summary>Takes out values in the order they arrived: finite, zero or above.</summary>
    /// <returns>How many; fewer than fit when there are no more.</returns>
    int Drain(Span<double> destination);
}
