using System.Runtime.Intrinsics;

namespace Progressive.Statistics;

/// <summary>
/// Tests that the candidate's rate is at most <c>c</c> times stable's plus <c>d</c>, exact at every rate: <see cref="BlockProjection"/> with alternatives equally spaced in
/// logit from the promise at stable's estimated rate. Unlike <see cref="RiskRatioGrid"/> it loses nothing where bad calls are frequent, and it can promise a difference.
/// </summary>
internal sealed class ProjectionGrid : TwoArmGrid
{
    private const double SmallestOddsRatio = 1.5;
    private const double LargestBelow = 100;
    private const double HighestAlternative = 0.99;

    private readonly double _c;
    private readonly double _d;
    private readonly bool _below;

    // The alternatives depend on stable's rate alone, which hardly moves from tick to tick.
    private readonly double[] _candidate;
    private double _madeFor = double.NaN;

    /// <param name="c">Above 0; 1 for a difference, 1.1 for 10 % more.</param>
    /// <param name="d">The difference as a fraction, above -1 and below 1.</param>
    /// <param name="count">How many alternatives.</param>
    /// <param name="below">Whether to gather evidence that the candidate is <em>better</em> than the boundary.</param>
    internal ProjectionGrid(double c, double d, int count = 8, bool below = false)
        : base(count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(c, 0);
        (_c, _d, _below) = (c, d, below);
        _candidate = new double[count];
    }

    /// <summary>Whether no pair of rates lies beyond the boundary: a rate is at most 1, so a promise of at least 1 is kept by everyone.</summary>
    internal bool IsTrivial => _d >= 1;

    internal override void Add(in ArmCounts tick, double stableRate, Span<double> logLikelihoods)
    {
        if (IsTrivial || !tick.HasBothArms)
        {
            return;
        }

        var stable = Math.Clamp(stableRate, 1e-6, 1 - 1e-6);
        Place(stable);
        var promised = Vector256.Create((_c * stable) + _d);
        var sums = Lanes.Of(logLikelihoods);
        var candidates = Lanes.Of(_candidate.AsSpan());
        for (var i = 0; i < sums.Length; i++)
        {
            // The nearest point is on the boundary only for an alternative beyond it; one that is not may not bet in this tick.
            var bets = _below ? Vector256.LessThan(candidates[i], promised) : Vector256.GreaterThan(candidates[i], promised);
            if (bets != default)
            {
                sums[i] += BlockProjection.LogE(candidates[i], stable, tick, _c, _d) & bets;
            }
        }
    }

    private void Place(double stable)
    {
        if (stable == _madeFor)
        {
            return;
        }

        _madeFor = stable;
        var boundary = Math.Clamp((_c * stable) + _d, 1e-6, 1 - 1e-6);
        var logit = Probability.Logit(boundary);
        var first = _below ? logit - Math.Log(SmallestOddsRatio) : logit + Math.Log(SmallestOddsRatio);
        var last = _below
            ? logit - Math.Log(LargestBelow)
            : Math.Max(Probability.Logit(HighestAlternative), first + Math.Log(SmallestOddsRatio));
        for (var j = 0; j < Count; j++)
        {
            _candidate[j] = Probability.FromLogit(first + ((last - first) * j / (Count - 1)));
        }
    }
}
