namespace Progressive.Metrics;

internal sealed class MetricWindow(TimeProvider time, TimeSpan tick)
{
    private readonly TimeProvider _time = time;
    private long _seen = tick.Ticks;

    public void Started(long timestamp) => _seen += timestamp;

    public void Completed(OutcomeKind kind, long startTimestamp, long endTimestamp, bool randomised) => _seen += randomised ? (long)kind : endTimestamp - startTimestamp;

    public void Abandoned(long startTimestamp) => _seen += startTimestamp;

    public MetricTotals Read(long nowTimestamp) => new(_seen, nowTimestamp, _time.TimestampFrequency, 0);
}

internal readonly record struct MetricTotals(long Calls, long Ok, long Rejected, long Error);
