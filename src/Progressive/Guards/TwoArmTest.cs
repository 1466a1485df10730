using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// A share of calls against stable's at the same time: rates, events, and quantiles, of which there may be several, whose evidence is averaged.
/// </summary>
/// <remarks>
/// A quantile becomes a rate by counting the candidate's calls over <c>(1+m)L + d</c> and stable's over L, for any L known before the tick: if the candidate's quantile
/// function is at most <c>(1+m)</c> times stable's plus <c>d</c>, its share is at most stable's. The average of e-processes is one.
/// </remarks>
internal sealed class TwoArmTest : GuardTest
{
    // The half a failure that keeps a rate from 0 weighs less than two per cent of these.
    private const int FewestStableCalls = 30;

    private readonly TwoArmPlan _plan;
    private readonly ExclusionSums[] _excluded;
    private readonly ITwoArmSource _source;

    internal TwoArmTest(Guard guard, TwoArmPlan plan, ITwoArmSource source)
        : base(guard)
    {
        _plan = plan;
        _source = source;
        Alternatives = plan.Grids.Sum(grid => grid.Count);
        _excluded = [.. plan.Grids.Select(_ => new ExclusionSums(plan.AlternativesBelow))];
    }

    internal override int Alternatives { get; }

    internal override AlternativePriors Priors => AlternativePriors.Joined([.. _plan.Grids.Select(grid => grid.Priors)]);

    internal override int Exclusions => _excluded.Sum(sums => sums.Length);

    internal override double Limit => _source.Limit;

    internal override void Take(GuardArm arm, ReadOnlySpan<double> values) => _source.Take(arm, values);

    internal override bool IsNews(in GuardSample tick)
    {
        for (var part = 0; part < _excluded.Length; part++)
        {
            if (_source.Count(tick, part).Counts.HasBothArms)
            {
                return true;
            }
        }

        return false;
    }

    internal override GuardTally Count(in GuardSample tick)
    {
        // Of several quantiles the last, the highest, speaks for all in counts.
        var counted = _source.Count(tick, _excluded.Length - 1);
        return new(counted.Candidate, counted.CandidateOver, counted.Stable, counted.StableOver);
    }

    internal override void LogLikelihoods(in GuardSample tick, in GuardTally before, bool withRunning, Span<double> logLikelihoods)
    {
        logLikelihoods.Clear();
        var start = 0;
        for (var part = 0; part < _excluded.Length; part++)
        {
            var grid = _plan.Grids[part];
            grid.Add(_source.Count(tick, part).Counts, StableRate(part, before), logLikelihoods.Slice(start, grid.Count));
            start += grid.Count;
        }
    }

    internal override bool MayBreach(in GuardTally seen) =>
        _excluded.Length > 1 ? seen.CandidateCalls >= RateTest.FewestBadCalls : seen.CandidateBad >= RateTest.FewestBadCalls;

    internal override void Commit(in GuardSample tick, in GuardTally before)
    {
        // Before stable has had some calls its rate is taken to be about a half, and what is tested against that has to be made up for later, in each process anew. Which ticks are left out is
        // known before they come, so nothing depends on what they said.
        var isStableKnown = _plan.Quantiles is not null || before.StableCalls >= FewestStableCalls;
        for (var part = 0; isStableKnown && part < _excluded.Length; part++)
        {
            var counts = _source.Count(tick, part).FarCounts;
            for (var share = 0; share < NextShares.Count; share++)
            {
                _plan.Below[share]?.Add(counts, StableRate(part, before), _excluded[part][share]);
            }
        }

        _source.Commit(tick);
    }

    internal override bool IsHolding(in GuardTally seen) => seen.StableCalls > 0 && LogExclusion(0, 1, seen) >= RateExclusion.Needed;

    internal override EarnedResult Earned(double nextShare, in GuardTally seen)
    {
        var share = NextShares.IndexOf(nextShare);
        var worst = RateExclusion.WorstRate(seen.CandidateBad, seen.CandidateCalls - seen.CandidateBad);
        if (_plan.Below[share] is null)
        {
            return new(Applicable: true, Earned: true, 1, worst, 0);
        }

        if (seen.StableCalls == 0 || seen.CandidateCalls == 0)
        {
            return new(Applicable: true, Earned: false, double.NaN, worst, long.MaxValue)
            {
                Obstacle = seen.StableCalls == 0 ? "there are no randomised calls of stable to compare with" : "there are no randomised calls of the candidate to compare",
            };
        }

        var earned = LogExclusion(share, nextShare, seen) >= RateExclusion.Needed;
        var missing = 0L;
        foreach (var sums in earned ? [] : _excluded)
        {
            missing = Math.Max(missing, sums.MissingCalls(share, seen.CandidateCalls, RateExclusion.Needed));
        }

        if (!earned && _plan.NegligibleRate > 0)
        {
            missing = Math.Min(
                missing,
                RateExclusion.MissingCalls(_plan.NegligibleRate / nextShare, seen.CandidateBad, seen.CandidateCalls - seen.CandidateBad, RateExclusion.Needed + Math.Log(2)));
        }

        return new(Applicable: true, earned, _plan.FearedRate(share, seen.StableRate), worst, missing);
    }

    internal override GuardExplanation Explain(GuardExplanation explanation, in GuardTally seen) =>
        GuardIntervals.Rates(explanation, seen, isRelative: true) with
        {
            Threshold = double.IsNaN(_source.Limit) ? null : _source.Limit,
            CallsToHold = Earned(1, seen) is { Obstacle: null, MissingCalls: < long.MaxValue and var calls } ? calls : null,
        };

    internal override void SaveExclusions(Span<double> destination)
    {
        var start = 0;
        foreach (var sums in _excluded)
        {
            sums.Save(destination.Slice(start, sums.Length));
            start += sums.Length;
        }
    }

    internal override void RestoreExclusions(ReadOnlySpan<double> saved)
    {
        var start = 0;
        foreach (var sums in _excluded)
        {
            sums.Restore(saved.Slice(start, sums.Length));
            start += sums.Length;
        }
    }

    // Every quantile has to be excluded, which needs no correction. Below a negligible rate a candidate is no worse than any stable, and the mean of two e-values is one: what it has to
    // refute is that the candidate is both, worse than stable and above that rate.
    private double LogExclusion(int share, double nextShare, in GuardTally seen)
    {
        if (_plan.Below[share] is null)
        {
            return double.PositiveInfinity;
        }

        var least = double.PositiveInfinity;
        foreach (var sums in _excluded)
        {
            least = Math.Min(least, sums.LogE(share));
        }

        if (_plan.NegligibleRate <= 0)
        {
            return least;
        }

        var negligible = RateExclusion.LogE(_plan.NegligibleRate / nextShare, seen.CandidateBad, seen.CandidateCalls - seen.CandidateBad);
        return LogSpace.SumExp([least, negligible]) - Math.Log(2);
    }

    // The limit of a quantile is chosen so that this share of stable's calls exceeds it.
    private double StableRate(int part, in GuardTally before) => _plan.Quantiles is { } quantiles ? 1 - quantiles[part] : before.StableRate;
}
