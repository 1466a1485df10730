using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>
/// The mean of a measure against a number, by bets on each value: exact whatever the values' distribution, without an upper end for a mean that must stay low. A mean that must not fall is the
/// mean of <c>Cap - value</c>, which must stay low.
/// </summary>
/// <remarks>
/// Values come when calls end, and a dear call may take longer than a cheap one. So what speaks for the candidate counts at once and for every onset, running calls as the best there is, and what
/// speaks against it only for onsets older than the longest call seen: the same argument as for late bad calls.
/// </remarks>
internal sealed class MeanTest : GuardTest
{
    private readonly double _bound;
    private readonly double? _cap;
    private readonly bool _lower;
    private readonly BettingGrid _for = new(BettingGrid.Absolute);
    private readonly BettingGrid _against = new(BettingGrid.Absolute);
    private readonly double[] _ofUnknownAge = new double[BettingGrid.Alternatives];
    private readonly BettingGrid[] _excluded;
    private readonly double[] _feared = new double[NextShares.Count];
    private GuardTally _running;

    /// <param name="guard">The guard.</param>
    /// <param name="cap">No value counts as more; needed for a mean that must not fall, and for earning steps.</param>
    internal MeanTest(Guard guard, double? cap)
        : base(guard)
    {
        _cap = cap;
        _lower = RelativeBound.IsLower(guard);
        _bound = _lower ? cap!.Value - guard.Bound.BaseValue : guard.Bound.BaseValue;
        _excluded = [.. Enumerable.Range(0, NextShares.Count).Select(_ => new BettingGrid(BettingGrid.Paired))];
        for (var i = 0; i < _feared.Length; i++)
        {
            _feared[i] = _bound / NextShares.All[i];
        }
    }

    internal override int Alternatives => BettingGrid.Alternatives;

    internal override int Exclusions => NextShares.Count * BettingGrid.Alternatives;

    internal override ReadOnlySpan<double> PerLateCall => _ofUnknownAge;

    internal override void Take(GuardArm arm, ReadOnlySpan<double> values)
    {
        if (arm != GuardArm.Candidate)
        {
            return;
        }

        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            var capped = Math.Min(value, _cap ?? double.MaxValue);
            sum += capped;
            squares += capped * capped;
            var x = _lower ? _cap!.Value - capped : capped;
            var gain = (x / _bound) - 1;
            (gain > 0 ? _against : _for).Add(gain);
            for (var share = 0; share < _feared.Length; share++)
            {
                // A mean of the cap or more is impossible, and needs no excluding.
                if (_cap is { } cap && _feared[share] < cap)
                {
                    _excluded[share].Add((_feared[share] - x) / (cap - _feared[share]));
                }
            }
        }

        _running += new GuardTally(values.Length, 0) { CandidateSum = sum, CandidateSquares = squares };
    }

    internal override bool IsNews(in GuardSample tick) => _running.CandidateCalls > 0;

    internal override GuardTally Count(in GuardSample tick) => _running;

    internal override void LogLikelihoods(in GuardSample tick, in GuardTally before, bool withRunning, Span<double> logLikelihoods)
    {
        _for.LogSums.CopyTo(logLikelihoods);
        _against.LogSums.CopyTo(_ofUnknownAge);
        if (withRunning)
        {
            _for.AddTo(logLikelihoods, -1, tick.CandidateInFlight);
        }
    }

    internal override LateCounts Late(in GuardSample tick) => tick.OfUnknownAge;

    internal override bool MayBreach(in GuardTally seen) => seen.CandidateCalls >= RateTest.FewestBadCalls;

    internal override void Commit(in GuardSample tick, in GuardTally before)
    {
        _for.Clear();
        _against.Clear();
        _running = default;
    }

    internal override bool IsHolding(in GuardTally seen) => seen.CandidateCalls > 0 && LogExclusion(0) >= RateExclusion.Needed;

    internal override EarnedResult Earned(double nextShare, in GuardTally seen)
    {
        var share = NextShares.IndexOf(nextShare);
        var feared = _lower ? Math.Max(0, (_cap ?? 0) - _feared[share]) : _feared[share];
        if (_cap is null)
        {
            return new(Applicable: true, Earned: false, feared, double.NaN, long.MaxValue)
            {
                Obstacle = $"a mean of values without an upper end cannot be shown to be low; set Metrics:{Guard.Metric}:Cap, or write (warn)",
            };
        }

        var earned = LogExclusion(share) >= RateExclusion.Needed;
        return new(Applicable: true, earned, feared, double.NaN, earned ? 0 : Missing(share, seen.CandidateCalls));
    }

    internal override GuardExplanation Explain(GuardExplanation explanation, in GuardTally seen) =>
        GuardIntervals.Means(explanation, seen, isRelative: false) with
        {
            Threshold = Guard.Bound.BaseValue,
            CallsToHold = IsHolding(seen) ? 0 : Missing(0, seen.CandidateCalls) is < long.MaxValue and var calls ? calls : null,
        };

    internal override void SaveExclusions(Span<double> destination) => BettingSums.Save(_excluded, destination);

    internal override void RestoreExclusions(ReadOnlySpan<double> saved) => BettingSums.Restore(_excluded, saved);

    private double LogExclusion(int share) => _cap is not { } cap ? double.NegativeInfinity
        : _feared[share] >= cap ? double.PositiveInfinity
        : BettingSums.LogE(_excluded[share]);

    private long Missing(int share, long calls) => BettingSums.MissingCalls(_excluded[share], calls, RateExclusion.Needed);
}
