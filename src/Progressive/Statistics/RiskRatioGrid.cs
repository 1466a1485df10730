namespace Progressive.Statistics;

/// <summary>
/// Tests that the candidate's odds of a bad call are at most <c>1 + margin</c> times those of stable at the same time, by asking of each bad call
/// which arm produced it. A shared outage cancels, since only the division between the arms is looked at.
/// </summary>
/// <remarks>
/// Per stratum (one tick) with the realised share <c>rho</c> of candidate calls, <c>x</c> of <c>k</c> bad calls being the candidate's:
/// <c>LL_j = x ln(r_j/(1+m)) - k ln((rho r_j + 1 - rho)/(rho (1+m) + 1 - rho))</c>, <c>r_j = (1+m) geomspace(1.5, 1000, 16)</c>. Given both totals and <c>k</c>,
/// <c>x</c> is Fisher's noncentral hypergeometric, in convex order below the binomial this ratio is exact for (Hoeffding 1963), so the realised
/// share may stand for the routed one. It needs the whole tick: the share is known only when the tick is over. Strata multiply (Lindon and Malek 2022).
/// <see cref="Below"/> is the mirror: the e-value is convex in <c>x</c> there too, and falls in it, so the same argument holds for every ratio above the feared one.
/// </remarks>
internal sealed class RiskRatioGrid : TwoArmGrid
{
    private const double Smallest = 1.5;
    private const double Largest = 1000;
    private const double LargestBelow = 100;

    private readonly double _allowed;
    private readonly double[] _ratio;
    private readonly double[] _candidateBad;

    /// <param name="margin">0.1 allows the candidate 10 % more; above -1.</param>
    internal RiskRatioGrid(double margin)
        : this(1 + margin, Smallest, Largest, Alternatives)
    {
    }

    private RiskRatioGrid(double allowed, double first, double last, int count)
        : base(count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(allowed, 0);
        _allowed = allowed;
        _ratio = new double[count];
        _candidateBad = new double[count];
        for (var j = 0; j < count; j++)
        {
            _candidateBad[j] = Math.Log(first) + (Math.Log(last / first) * j / (count - 1));
            _ratio[j] = allowed * Math.Exp(_candidateBad[j]);
        }
    }

    /// <summary>Evidence that the ratio of odds is below <paramref name="feared"/>: alternatives <c>feared/1.5</c> … <c>feared/100</c>.</summary>
    internal static RiskRatioGrid Below(double feared, int count) => new(feared, 1 / Smallest, 1 / LargestBelow, count);

    /// <summary>Adds one stratum to the log likelihood ratios; one with a single arm adds exactly nothing.</summary>
    internal void Add(long candidateBad, long totalBad, double candidateShare, Span<double> logLikelihoods)
    {
        if (totalBad == 0 || candidateShare is <= 0 or >= 1)
        {
            return;
        }

        var allowed = Math.Log((candidateShare * _allowed) + 1 - candidateShare);
        for (var j = 0; j < Count; j++)
        {
            logLikelihoods[j] += (candidateBad * _candidateBad[j])
                - (totalBad * (Math.Log((candidateShare * _ratio[j]) + 1 - candidateShare) - allowed));
        }
    }

    internal override void Add(in ArmCounts tick, double stableRate, Span<double> logLikelihoods)
    {
        if (tick.HasBothArms)
        {
            Add(tick.CandidateBad, tick.CandidateBad + tick.StableBad, (double)tick.CandidateCalls / (tick.CandidateCalls + tick.StableCalls), logLikelihoods);
        }
    }
}
