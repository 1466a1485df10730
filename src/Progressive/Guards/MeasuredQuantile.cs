using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// A quantile of a measure against stable's: values arrive complete, so they are counted as they come, against a limit made of stable's values of the past.
/// </summary>
/// <remarks>
/// The rule, fixed in advance: the limit is first set when stable has shown enough values for ten to lie beyond the quantile, and again each time stable has shown twice as
/// many since, 100,000 at most; always at the end of a tick, from the values since the last time. Evidence is kept, as the test allows any limit known before the tick.
/// </remarks>
internal sealed class MeasuredQuantile : ITwoArmSource
{
    private const long MostBetween = 100_000;
    private const double BeyondQuantile = 10;

    private readonly QuantileLimits _limits;
    private readonly double _quantile;
    private readonly bool _lower;
    private readonly ValueBuckets _past = new();
    private long _next;
    private double _stableLimit = double.NaN;
    private long _candidate;
    private long _over;
    private long _farOver;
    private long _stable;
    private long _stableOver;

    /// <param name="quantile">Of the values, from 0 to 1.</param>
    /// <param name="limits">What the guard allows.</param>
    /// <param name="lower">Whether values below the limit are the bad ones.</param>
    internal MeasuredQuantile(double quantile, QuantileLimits limits, bool lower)
    {
        (_quantile, _limits, _lower) = (quantile, limits, lower);
        _next = FirstCalls(quantile);
    }

    public double Limit => _limits.Of(_stableLimit);

    /// <summary>Calls of stable before its quantile is worth a limit.</summary>
    internal static long FirstCalls(double quantile) => (long)Math.Ceiling(BeyondQuantile / Math.Min(quantile, 1 - quantile));

    /// <summary>The calls after which the limit is looked at again.</summary>
    internal static long NextCalls(long calls) => Math.Min(2 * calls, MostBetween);

    public void Take(GuardArm arm, ReadOnlySpan<double> values)
    {
        if (arm == GuardArm.Stable)
        {
            foreach (var value in values)
            {
                _past.Add(value);
            }
        }

        if (double.IsNaN(_stableLimit))
        {
            return;
        }

        if (arm == GuardArm.Stable)
        {
            _stable += values.Length;
            _stableOver += CountBeyond(values, _stableLimit);
        }
        else
        {
            _candidate += values.Length;
            _over += CountBeyond(values, _limits.Of(_stableLimit));
            _farOver += CountBeyond(values, _limits.FarOf(_stableLimit));
        }
    }

    // A call still running may turn out well, and counts as one that did.
    public QuantileTick Count(in GuardSample tick, int part) => new(_candidate == 0 ? 0 : _candidate + tick.CandidateGrowth, _over, _farOver, _stable, _stableOver);

    public void Commit(in GuardSample tick)
    {
        (_candidate, _over, _farOver, _stable, _stableOver) = (0, 0, 0, 0, 0);
        if (_past.Total >= _next)
        {
            _stableLimit = _past.Quantile(_quantile);
            _next = NextCalls(_next);
            _past.Clear();
        }
    }

    private long CountBeyond(ReadOnlySpan<double> values, double limit)
    {
        var beyond = 0L;
        foreach (var value in values)
        {
            beyond += _lower ? value < limit ? 1 : 0 : value > limit ? 1 : 0;
        }

        return beyond;
    }
}
