namespace Progressive.Guards;

/// <summary>Where a comparison of two arms gets the counts of a tick from.</summary>
internal interface ITwoArmSource
{
    /// <summary>The candidate's limit where calls are told apart by a value; otherwise NaN.</summary>
    double Limit { get; }

    void Take(GuardArm arm, ReadOnlySpan<double> values);

    /// <summary>What the running tick counts for one of the guard's quantiles, or for its only rate.</summary>
    QuantileTick Count(in GuardSample tick, int part);

    void Commit(in GuardSample tick);
}

/// <summary>The sample says it: rates of outcomes, and latency.</summary>
internal sealed class SampledCounts(bool quantiles) : ITwoArmSource
{
    private double _limit = double.NaN;

    public double Limit => _limit;

    public void Take(GuardArm arm, ReadOnlySpan<double> values)
    {
    }

    public QuantileTick Count(in GuardSample tick, int part) => quantiles
        ? tick.Quantiles[part]
        : new(tick.CandidateCalls, tick.CandidateBad, tick.CandidateBad, tick.StableCalls, tick.StableBad);

    public void Commit(in GuardSample tick)
    {
        if (quantiles && tick.Limit > 0)
        {
            _limit = tick.Limit;
        }
    }
}

/// <summary>Events of a measure, or the lack of them.</summary>
internal sealed class MeasuredEvents(MeasureCount kind, double limit) : ITwoArmSource
{
    private readonly MeasureCounter _candidate = new(kind, limit);
    private readonly MeasureCounter _stable = new(kind, limit);

    public double Limit => double.NaN;

    public void Take(GuardArm arm, ReadOnlySpan<double> values) => (arm == GuardArm.Candidate ? _candidate : _stable).Take(values);

    public QuantileTick Count(in GuardSample tick, int part)
    {
        var (calls, bad) = _candidate.Count(tick.CandidateCalls, tick.CandidateGrowth);
        var (stableCalls, stableBad) = _stable.Count(tick.StableCalls);
        return new(calls, bad, bad, stableCalls, stableBad);
    }

    public void Commit(in GuardSample tick)
    {
        _candidate.Commit(tick.CandidateCalls, tick.CandidateGrowth);
        _stable.Commit(tick.StableCalls);
    }
}
