namespace Progressive.Metrics;

/// <summary>Something whose calls record measures.</summary>
internal interface IMeasureSource
{
    /// <summary>Begins to collect a measure; disposing the reader ends it.</summary>
    /// <param name="measure">The measure's key.</param>
    /// <param name="randomisedOnly">Only of calls that chance sent to their variant.</param>
    IMeasureReader Open(string measure, bool randomisedOnly);
}
