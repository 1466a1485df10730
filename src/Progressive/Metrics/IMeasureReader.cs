namespace Progressive.Metrics;

/// <summary>The values of one measure that completed calls recorded, for one who reads them in order. Used by one thread at a time.</summary>
internal interface IMeasureReader
{
    /// <summary>Values that were recorded faster than they were read and are lost.</summary>
    long Dropped { get; }

    /// <summary>Moves values recorded since the last call into <paramref name="destination"/>, in the order they arrived: finite, 0 or more. Fewer than it holds means there are no more.</summary>
    /// <param name="destination">Where to; when it is full, call again.</param>
    /// <returns>How many.</returns>
    int Drain(Span<double> destination);
}
