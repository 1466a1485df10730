using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>The mean of a measure against stable's at the same time, by bets on pairs.</summary>
/// <remarks>
/// <para>
/// With n candidate and m stable values in a tick, <c>min(n, m)</c> pairs: the arm with more values is cut, in the order they came, into batches of nearly one size, and a
/// pair is a batch mean of each. Valid because (1) no value is in two pairs, so given the tick the pairs are independent; (2) both means of a pair are of the same tick, so a drift
/// that moves both arms cancels; (3) how many values a batch has follows from n and m alone, never from a value, so a batch mean has the mean of one call. Then under
/// <c>E[X] &lt;= c E[Y] + d</c> each <c>D = (x - c y - d)/scale</c> has a mean of at most 0 and is never below -1, and the product of <c>1 + lambda D</c> is a supermartingale.
/// Batching loses nothing but the variance it averages away. A tick with one arm has no pair.
/// </para>
/// <para>
/// When a candidate gets more calls, its quick ones end first. What its running calls grew by therefore counts as that many values, the best there are, as it does for rates.
/// </para>
/// </remarks>
internal sealed class RelativeMeanTest : GuardTest
{
    private readonly double _cap;
    private readonly double _best;
    private readonly PairBet _bet;
    private readonly PairBet?[] _feared;
    private readonly BettingGrid _bets = new(BettingGrid.Paired);
    private readonly BettingGrid[] _excluded;
    private readonly GuardMargins _margins;
    private readonly ValueBatch _candidate = new();
    private readonly ValueBatch _stable = new();
    private GuardTally _running;

    internal RelativeMeanTest(Guard guard, double cap, GuardMargins margins)
        : base(guard)
    {
        var lower = RelativeBound.IsLower(guard);
        var allowed = RelativeBound.Of(guard);
        (_cap, _margins) = (cap, margins);
        _best = lower ? cap : 0;
        _bet = new PairBet(allowed.Factor, allowed.Difference, cap, above: !lower);
        _feared = new PairBet?[NextShares.Count];
        for (var i = 0; i < _feared.Length; i++)
        {
            // Beyond the cap, or below 0, there is no candidate to fear.
            var feared = Feared(i);
            _feared[i] = feared.Difference >= cap || (feared.Factor <= 0 && lower) ? null : new PairBet(feared.Factor, feared.Difference, cap, above: lower);
        }

        _excluded = [.. _feared.Select(_ => new BettingGrid(BettingGrid.Paired))];
    }

    internal override int Alternatives => BettingGrid.Alternatives;

    internal override int Exclusions => NextShares.Count * BettingGrid.Alternatives;

    internal override void Take(GuardArm arm, ReadOnlySpan<double> values)
    {
        var batch = arm == GuardArm.Candidate ? _candidate : _stable;
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            var capped = Math.Min(value, _cap);
            sum += capped;
            squares += capped * capped;
            batch.Add(capped);
        }

        _running += arm == GuardArm.Candidate
            ? new GuardTally(values.Length, 0) { CandidateSum = sum, CandidateSquares = squares }
            : new GuardTally(0, 0, values.Length) { StableSum = sum, StableSquares = squares };
    }

    internal override bool IsNews(in GuardSample tick) => _candidate.Values > 0 && _stable.Values > 0;

    internal override GuardTally Count(in GuardSample tick) => _running;

    internal override void LogLikelihoods(in GuardSample tick, in GuardTally before, bool withRunning, Span<double> logLikelihoods)
    {
        _bets.Clear();
        var assumed = (int)Math.Min(tick.CandidateGrowth / _candidate.Stride, ValueBatch.Capacity);
        var entries = _candidate.Entries + assumed;
        var pairs = Math.Min(entries, _stable.Entries);
        for (var i = 0; i < pairs; i++)
        {
            var (from, to) = (i * entries / pairs, (i + 1) * entries / pairs);
            _bets.Add(_bet.Of(CandidateMean(from, to), StableMean(i, pairs)));
        }

        _bets.LogSums.CopyTo(logLikelihoods);
    }

    internal override bool MayBreach(in GuardTally seen) => seen.CandidateCalls >= RateTest.FewestBadCalls;

    internal override void Commit(in GuardSample tick, in GuardTally before)
    {
        var pairs = Math.Min(_candidate.Entries, _stable.Entries);
        for (var i = 0; i < pairs; i++)
        {
            var x = _candidate.Mean(i * _candidate.Entries / pairs, (i + 1) * _candidate.Entries / pairs);
            var y = StableMean(i, pairs);
            for (var share = 0; share < _feared.Length; share++)
            {
                if (_feared[share] is { } feared)
                {
                    _excluded[share].Add(feared.Of(x, y));
                }
            }
        }

        _candidate.Clear();
        _stable.Clear();
        _running = default;
    }

    internal override bool IsHolding(in GuardTally seen) => seen.StableCalls > 0 && seen.CandidateCalls > 0 && LogExclusion(0) >= RateExclusion.Needed;

    internal override EarnedResult Earned(double nextShare, in GuardTally seen)
    {
        var share = NextShares.IndexOf(nextShare);
        if (_feared[share] is null)
        {
            return new(Applicable: true, Earned: true, _cap, double.NaN, 0);
        }

        if (seen.StableCalls == 0 || seen.CandidateCalls == 0)
        {
            return new(Applicable: true, Earned: false, double.NaN, double.NaN, long.MaxValue)
            {
                Obstacle = $"no randomised call of {(seen.StableCalls == 0 ? "stable" : "the candidate")} has recorded '{Guard.Metric}' to compare",
            };
        }

        var earned = LogExclusion(share) >= RateExclusion.Needed;
        var feared = Feared(share);
        return new(
            Applicable: true,
            earned,
            (feared.Factor * seen.StableSum / seen.StableCalls) + feared.Difference,
            double.NaN,
            earned ? 0 : BettingSums.MissingCalls(_excluded[share], seen.CandidateCalls, RateExclusion.Needed));
    }

    internal override GuardExplanation Explain(GuardExplanation explanation, in GuardTally seen) =>
        GuardIntervals.Means(explanation, seen, isRelative: true) with
        {
            CallsToHold = Earned(1, seen) is { Obstacle: null, MissingCalls: < long.MaxValue and var calls } ? calls : null,
        };

    internal override void SaveExclusions(Span<double> destination) => BettingSums.Save(_excluded, destination);

    internal override void RestoreExclusions(ReadOnlySpan<double> saved) => BettingSums.Restore(_excluded, saved);

    private RelativeBound Feared(int share) => RelativeBound.Feared(Guard, _margins.Values, NextShares.All[share]);

    private double StableMean(int pair, int pairs) => _stable.Mean(pair * _stable.Entries / pairs, (pair + 1) * _stable.Entries / pairs);

    // The entries beyond the real ones are the calls still running.
    private double CandidateMean(int from, int to)
    {
        var real = Math.Min(to, _candidate.Entries) - from;
        return real <= 0 ? _best : ((_candidate.Mean(from, from + real) * real) + (_best * (to - from - real))) / (to - from);
    }

    private double LogExclusion(int share) => _feared[share] is null ? double.PositiveInfinity : BettingSums.LogE(_excluded[share]);
}
