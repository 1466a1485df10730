using Progressive.Statistics;

namespace Progressive.Metrics;

/// <summary>
/// What a <see cref="MetricWindow"/> has counted since it was made, or between two readings of it. The counts of randomised calls are contained in the
/// counts of all calls; calls whose caller went away are in none but <see cref="Started"/> and <see cref="Abandoned"/>.
/// </summary>
internal readonly record struct MetricTotals
{
    public long Ok { get; init; }

    public long Rejected { get; init; }

    public long Error { get; init; }

    public long RandomisedOk { get; init; }

    public long RandomisedRejected { get; init; }

    public long RandomisedError { get; init; }

    public long Started { get; init; }

    public long Abandoned { get; init; }

    /// <summary>Bad calls of keys that had one in the same tick already: in none of the other counts but <see cref="Started"/>.</summary>
    public long Repeated { get; init; }

    public long RepeatedRejected { get; init; }

    /// <summary>Whether there were bad calls, all of one sticking key: a level, which a difference keeps.</summary>
    public bool IsOfOneKey { get; init; }

    /// <summary>Calls running at the later reading: a level, which a difference keeps.</summary>
    public long InFlight { get; init; }

    /// <summary>The rejected calls that had started before the tick they ended in.</summary>
    public LateCounts LateRejected { get; init; }

    /// <summary>The failed calls that had started before the tick they ended in.</summary>
    public LateCounts LateError { get; init; }

    /// <summary>At places that <see cref="MetricWindow.TryWatch"/> gave; whoever is given one compares only with readings made after.</summary>
    public ThresholdCounts Thresholds { get; init; }

    /// <summary>Counts the settlements that changed <see cref="Thresholds"/>; whoever read last is not the only one who settles.</summary>
    public long Settlements { get; init; }

    public long Calls => Ok + Rejected + Error;

    public long RandomisedCalls => RandomisedOk + RandomisedRejected + RandomisedError;

    /// <summary>What was counted between the two readings, the later one on the left.</summary>
    public static MetricTotals operator -(in MetricTotals left, in MetricTotals right) => new()
    {
        Ok = left.Ok - right.Ok,
        Rejected = left.Rejected - right.Rejected,
        Error = left.Error - right.Error,
        RandomisedOk = left.RandomisedOk - right.RandomisedOk,
        RandomisedRejected = left.RandomisedRejected - right.RandomisedRejected,
        RandomisedError = left.RandomisedError - right.RandomisedError,
        Started = left.Started - right.Started,
        Abandoned = left.Abandoned - right.Abandoned,
        Repeated = left.Repeated - right.Repeated,
        RepeatedRejected = left.RepeatedRejected - right.RepeatedRejected,
        IsOfOneKey = left.IsOfOneKey,
        InFlight = left.InFlight,
        LateRejected = left.LateRejected - right.LateRejected,
        LateError = left.LateError - right.LateError,
        Thresholds = left.Thresholds - right.Thresholds,
        Settlements = left.Settlements,
    };
}
