using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>A share of calls against a number: errors, rejections, calls over a duration, events, values on the wrong side of a quantile's bound.</summary>
internal sealed class RateTest : GuardTest
{
    // One or two failures are an accident whatever the odds say; a further condition cannot make a test less valid.
    internal const int FewestBadCalls = 3;

    private readonly double _bound;
    private readonly MeasureCounter? _counter;
    private readonly BernoulliGrid _grid;
    private readonly double[] _ofUnknownAge = new double[BernoulliGrid.Alternatives];

    /// <param name="guard">The guard.</param>
    /// <param name="bound">The highest share of bad calls that keeps the promise.</param>
    /// <param name="counter">For guards on a measure, what makes a bad call of its values; null when samples say so.</param>
    internal RateTest(Guard guard, double bound, MeasureCounter? counter = null)
        : base(guard)
    {
        _bound = bound;
        _counter = counter;
        _grid = new BernoulliGrid(bound);
    }

    internal override int Alternatives => BernoulliGrid.Alternatives;

    internal override AlternativePriors Priors => BernoulliGrid.Priors;

    // Values of measures come with ended calls, and nothing tells when one of them came.
    internal override bool LooksWithinTicks => _counter is null;

    internal override ReadOnlySpan<double> PerLateCall => _counter is null ? _grid.PerBadCall : _ofUnknownAge;

    internal override void Take(GuardArm arm, ReadOnlySpan<double> values)
    {
        if (arm == GuardArm.Candidate)
        {
            _counter!.Take(values);
        }
    }

    internal override bool IsNews(in GuardSample tick) => Count(tick).CandidateCalls > 0;

    internal override GuardTally Count(in GuardSample tick)
    {
        if (_counter is null)
        {
            return new(tick.CandidateCalls, tick.CandidateBad, tick.StableCalls, tick.StableBad);
        }

        var (calls, bad) = _counter.Count(tick.CandidateCalls);
        return new(calls, bad);
    }

    internal override void LogLikelihoods(in GuardSample tick, in GuardTally before, bool withRunning, Span<double> logLikelihoods)
    {
        var counted = Count(tick);
        var others = counted.CandidateCalls - counted.CandidateBad + (withRunning ? tick.CandidateInFlight : 0);
        if (_counter is null)
        {
            // A late bad call is credited apart, by the accumulator, to the onsets it is evidence for.
            _grid.LogLikelihoods(counted.CandidateBad - tick.CandidateLate.Total, others, logLikelihoods);
            return;
        }

        _grid.LogLikelihoods(0, others, logLikelihoods);
        _grid.LogLikelihoods(counted.CandidateBad, 0, _ofUnknownAge);
    }

    internal override LateCounts Late(in GuardSample tick) => _counter is null ? tick.CandidateLate : tick.OfUnknownAge;

    internal override bool MayBreach(in GuardTally seen) => seen.CandidateBad >= FewestBadCalls;

    internal override void Commit(in GuardSample tick, in GuardTally before) => _counter?.Commit(tick.CandidateCalls);

    internal override bool IsHolding(in GuardTally seen) =>
        seen.CandidateCalls > 0 && RateExclusion.IsExcluded(_bound, seen.CandidateBad, seen.CandidateCalls - seen.CandidateBad);

    // Were stable without fault, the service as a whole would stay inside. All ticks are pooled, which is right against a fixed rate whatever depends on what.
    internal override EarnedResult Earned(double nextShare, in GuardTally seen)
    {
        var rate = _bound / nextShare;
        var good = seen.CandidateCalls - seen.CandidateBad;
        if (rate >= 1)
        {
            return new(Applicable: true, Earned: true, rate, 1, 0);
        }

        var missing = RateExclusion.MissingCalls(rate, seen.CandidateBad, good);
        return new(Applicable: true, missing == 0, rate, RateExclusion.WorstRate(seen.CandidateBad, good), missing);
    }

    internal override GuardExplanation Explain(GuardExplanation explanation, in GuardTally seen)
    {
        var missing = RateExclusion.MissingCalls(_bound, seen.CandidateBad, seen.CandidateCalls - seen.CandidateBad);
        return GuardIntervals.Rates(explanation, seen, isRelative: false) with
        {
            Threshold = Guard.Quantile is null ? Guard.Bound.BaseValue : _bound,
            CallsToHold = missing == long.MaxValue ? null : missing,
        };
    }
}
