namespace Progressive.Metrics;

/// <summary>What hands out the values of measures.</summary>
internal interface IMeasureSource
{
    /// <summary>A reader of what is recorded from now on.</summary>
    /// <param name="measure">The measure's key.</param>
    /// <param name="randomisedOnly">Only values of calls that chance sent here.</param>
    IMeasureReader Open(string measure, bool randomisedOnly);
}
