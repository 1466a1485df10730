using System.Runtime.Intrinsics;

namespace Progressive.Statistics;

/// <summary>
/// Tests that the candidate's odds of a bad call are at most <c>1 + margin</c> times those of stable at the same time, by asking of each bad call
/// which arm produced it. A shared outage cancels, since only the division between the arms is looked at.
/// </summary>
/// <remarks>
/// Per stratum (one tick) with the realised share <c>rho</c> of candidate calls, <c>x</c> of <c>k</c> bad calls being the candidate's:
/// <c>LL_j = x ln(r_j/(1+m)) - k ln((rho r_j + 1 - rho)/(rho (1+m) + 1 - rho))</c>, <c>r_j = (1+m) geomspace(1.5, 1000, 16)</c>. Given both totals and <c>k</c>,
/// <c>x</c> is Fisher's noncentral hypergeometric, a sum of independent trials and so in convex order below the binomial of the same mean (Hoeffding 1963), for which this ratio is exact. It needs
/// the whole tick: the share is known only when the tick is over. Strata multiply (Lindon and Malek 2022).
/// <para>
/// The binomial's mean has to lie on the safe side of <c>x</c>'s. The bad calls of a tick are drawn from finitely many, which pulls <c>x</c> towards the plain share: with an allowed ratio
/// of 1 or more the plain formula is safe for an e-value that rises in <c>x</c>, with 1 or less for one that falls. In the two other cases, less than stable and <see cref="Below"/> a ratio above 1, the mean
/// is taken from <c>(w-1)(mu² + var) - (w(n+k) + m - k) mu + w n k = 0</c> (the moments of the distribution) with a variance of 0, which errs to the safe side in both.
/// </para>
/// </remarks>
internal sealed class RiskRatioGrid : TwoArmGrid
{
    private const double Smallest = 1.5;
    private const double Largest = 1000;
    private const double LargestBelow = 100;

    private readonly double _allowed;
    private readonly double[] _excess;
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
        _excess = new double[count];
        _candidateBad = new double[count];
        for (var j = 0; j < count; j++)
        {
            _candidateBad[j] = Math.Log(first) + (Math.Log(last / first) * j / (count - 1));
            _excess[j] = Math.Exp(_candidateBad[j]) - 1;
        }
    }

    // Beyond the ninth alternative, a ratio of 74, those below find a worse candidate nearly as soon. A later onset costs ten nats more, which leaves less to be gained.
    internal override AlternativePriors Priors { get; } = new(
        AlternativePriors.Normalised(Alternatives, static j => (-0.03 * j) - (0.45 * Math.Max(0, j - 9))),
        AlternativePriors.Even(Alternatives).Later);

    /// <summary>Evidence that the ratio of odds is below <paramref name="feared"/>: alternatives <c>feared/nearest</c> … <c>feared/farthest</c>.</summary>
    internal static RiskRatioGrid Below(double feared, int count, double nearest = Smallest, double farthest = LargestBelow) => new(feared, 1 / nearest, 1 / farthest, count);

    /// <summary>Adds one stratum to the log likelihood ratios; one with a single arm adds exactly nothing. For allowed ratios of 1 or more.</summary>
    internal void Add(long candidateBad, long totalBad, double candidateShare, Span<double> logLikelihoods)
    {
        if (totalBad > 0 && candidateShare is > 0 and < 1)
        {
            AddAt(candidateBad, totalBad, candidateShare * _allowed / ((candidateShare * _allowed) + 1 - candidateShare), logLikelihoods);
        }
    }

    internal override void Add(in ArmCounts tick, double stableRate, Span<double> logLikelihoods)
    {
        var bad = tick.CandidateBad + tick.StableBad;
        if (!tick.HasBothArms || bad == 0)
        {
            return;
        }

        if (_candidateBad[0] > 0 ? _allowed >= 1 : _allowed <= 1)
        {
            Add(tick.CandidateBad, bad, (double)tick.CandidateCalls / (tick.CandidateCalls + tick.StableCalls), logLikelihoods);
            return;
        }

        double n = tick.CandidateCalls;
        var b = (_allowed * (n + bad)) + tick.StableCalls - bad;
        var product = _allowed * n * bad;
        var mean = 2 * product / (b + Math.Sqrt(Math.Max(0, (b * b) - (4 * (_allowed - 1) * product))));
        AddAt(tick.CandidateBad, bad, Math.Clamp(mean / bad, 0, 1), logLikelihoods);
    }

    // With p the chance of a bad call to be the candidate's at the allowed ratio, an alternative's ratio of odds being f times it.
    private void AddAt(long candidateBad, long totalBad, double p, Span<double> logLikelihoods)
    {
        var sums = Lanes.Of(logLikelihoods);
        var logRatios = Lanes.Of(_candidateBad.AsSpan());
        var excess = Lanes.Of(_excess.AsSpan());
        var (ofCandidate, bad, one) = (Vector256.Create((double)candidateBad), Vector256.Create((double)totalBad), Vector256<double>.One);
        for (var i = 0; i < sums.Length; i++)
        {
            // No ratio is near 1, so neither is what the logarithm is taken of, unless p is nearly 0; then its rounding weighs as little as the term.
            sums[i] += (ofCandidate * logRatios[i]) - (bad * Vector256.Log(one + (excess[i] * p)));
        }
    }
}
