using Progressive.Metrics;

namespace Progressive.Guards;

/// <summary>Tells whether what becomes known of durations in the running tick is all of calls that started after the warm-up.</summary>
/// <param name="warmUp">The warm-up; null for none.</param>
/// <param name="window">Whose clock it is.</param>
internal sealed class WarmCalls(WarmUp? warmUp, MetricWindow window)
{
    private long _tickBegan = long.MinValue / 2;
    private long _knownAfter;

    internal bool IsAllKnownOfWarm { get; private set; } = warmUp is null;

    /// <summary>How long after its start the duration of a call is known.</summary>
    internal void KnownAfter(TimeSpan age)
    {
        // A call is known with its slot, and slots are as long as a tick, or longer by the 512th part of the age.
        _knownAfter = window.ToTimestamps(age + (2 * GuardTick.Interval) + (age / 256));
        Look();
    }

    /// <summary>A tick has ended, and the next begins.</summary>
    internal void BeginTick(long now)
    {
        _tickBegan = now;
        Look();
    }

    private void Look() => IsAllKnownOfWarm = warmUp is null || (warmUp.IsOver && _tickBegan - _knownAfter >= warmUp.OverAt);
}
