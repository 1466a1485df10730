namespace Progressive.Guards;

/// <summary>
/// A candidate's first calls in a process, which compile code and fill caches: slow for a reason that passes. Guards on latency leave them out, by a rule fixed in advance, so that
/// nothing that is left out depends on how slow it was. Errors count from the first call on.
/// </summary>
/// <param name="time">How long after the first call it lasts at least.</param>
/// <param name="calls">How many calls have to be started before it is over.</param>
/// <param name="frequency">Timestamps in a second.</param>
internal sealed class WarmUp(TimeSpan time, long calls, long frequency)
{
    private readonly long _length = (long)Math.Ceiling(time.TotalSeconds * frequency);
    private long _since = long.MaxValue;

    /// <summary>When it was over; the far future before.</summary>
    internal long OverAt { get; private set; } = long.MaxValue;

    internal bool IsOver => OverAt != long.MaxValue;

    /// <summary>Why a guard on latency is blind meanwhile.</summary>
    internal string Obstacle { get; } = "the candidate is warming up in this process, and its first calls are left out"
        + (calls == 0 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"; {calls} of them"))
        + (time == TimeSpan.Zero ? "" : $"; {Diagnostics.DurationText.Format(time)} from the first");

    /// <summary>To be called at the end of each tick.</summary>
    /// <param name="now">That end.</param>
    /// <param name="started">Calls the candidate's window has seen start.</param>
    internal void Look(long now, long started)
    {
        if (IsOver || started == 0)
        {
            return;
        }

        // The first call came after the tick before, and is taken for as late as it can have been.
        _since = Math.Min(_since, now);
        if (now - _since >= _length && started >= calls)
        {
            OverAt = now;
        }
    }
}
