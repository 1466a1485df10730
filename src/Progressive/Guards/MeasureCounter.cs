namespace Progressive.Guards;

/// <summary>Makes bad calls of the values a measure recorded in the running tick.</summary>
internal sealed class MeasureCounter
{
    private readonly MeasureCount _kind;
    private readonly double _limit;
    private long _values;
    private long _hits;

    /// <param name="kind">What counts.</param>
    /// <param name="limit">For quantiles, the value that is compared with.</param>
    internal MeasureCounter(MeasureCount kind, double limit = 0)
    {
        _kind = kind;
        _limit = limit;
    }

    /// <summary>Whether every call counts, or those that recorded a value.</summary>
    internal bool CountsCalls => _kind is MeasureCount.Events or MeasureCount.Lacking;

    internal void Take(ReadOnlySpan<double> values)
    {
        _values += values.Length;
        foreach (var value in values)
        {
            if (_kind switch
            {
                MeasureCount.Above => value > _limit,
                MeasureCount.Below => value < _limit,
                _ => value > 0,
            })
            {
                _hits++;
            }
        }
    }

    /// <summary>Calls and bad calls of the running tick.</summary>
    /// <param name="calls">Calls that ended, those counted as running-and-good for a comparison included.</param>
    /// <param name="surelyGood">How many of them are only assumed.</param>
    internal (long Calls, long Bad) Count(long calls, long surelyGood = 0)
    {
        if (!CountsCalls)
        {
            return (_values + surelyGood, _hits);
        }

        // A call may be counted a moment before or after its value is read; what is too early waits for the next tick.
        var ended = calls - surelyGood;
        var hits = Math.Min(_hits, ended);
        return (calls, _kind == MeasureCount.Events ? hits : ended - hits);
    }

    /// <summary>Ends the tick.</summary>
    internal void Commit(long calls, long surelyGood = 0)
    {
        _hits = CountsCalls ? Math.Max(0, _hits - (calls - surelyGood)) : 0;
        _values = 0;
    }
}

/// <summary>Which values of a measure make a bad call.</summary>
internal enum MeasureCount : byte
{
    /// <summary>A value above 0; every call counts.</summary>
    Events = 0,

    /// <summary>No value above 0: for a rate that must not fall. Every call counts.</summary>
    Lacking = 1,

    /// <summary>A value above the limit; calls with a value count.</summary>
    Above = 2,

    /// <summary>A value below the limit; calls with a value count.</summary>
    Below = 3,
}
