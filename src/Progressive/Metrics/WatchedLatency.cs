namespace Progressive.Metrics;

/// <summary>A duration that calls are counted against.</summary>
/// <param name="Limit">Calls that take longer exceed.</param>
/// <param name="SettledAfter">The age at which a call is counted, at least <paramref name="Limit"/>: with the same one, counts against different limits and of different windows are of the same starts.</param>
/// <param name="RandomisedOnly">Only calls that chance sent here.</param>
internal readonly record struct WatchedLatency(TimeSpan Limit, TimeSpan SettledAfter, bool RandomisedOnly)
{
    /// <summary>All calls, as soon as it is known.</summary>
    internal static WatchedLatency Of(TimeSpan limit) => new(limit, limit, RandomisedOnly: false);
}
