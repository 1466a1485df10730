using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>Which grids a comparison of two arms uses: against the promise, and against what each next share fears.</summary>
internal sealed class TwoArmPlan
{
    private const int RatioAlternativesBelow = 8;
    private const int DifferenceAlternativesBelow = 4;

    // A margin of a tenth on the duration moves the share of slow calls at the median by little: from 50 % to 42 % at a usual spread.
    private const double NearestQuantile = 1.1;
    private const double FarthestQuantile = 20;

    // From here on bad calls are no rare thing, and asking only which arm they came from throws away too much.
    private const double FrequentShare = 0.25;

    private readonly Func<int, double, double> _feared;

    private TwoArmPlan(TwoArmGrid[] grids, TwoArmGrid?[] below, Func<int, double, double> feared)
    {
        (Grids, Below, _feared) = (grids, below, feared);
        AlternativesBelow = below.OfType<TwoArmGrid>().Select(grid => grid.Count).Append(1).Max();
    }

    /// <summary>One for each quantile, or one for a rate.</summary>
    internal TwoArmGrid[] Grids { get; }

    /// <summary>For each of <see cref="NextShares"/>; null where no candidate could take the service outside.</summary>
    internal TwoArmGrid?[] Below { get; }

    internal int AlternativesBelow { get; }

    internal double[]? Quantiles { get; private init; }

    /// <summary>0 for none.</summary>
    internal double NegligibleRate { get; private init; }

    /// <summary>The lowest candidate rate that has to be excluded, at a rate of stable's.</summary>
    internal double FearedRate(int share, double stableRate) => Math.Clamp(_feared(share, stableRate), 0, 1);

    /// <summary><c>&lt; stable ± N%</c>: odds.</summary>
    internal static TwoArmPlan Ratio(Guard guard, GuardMargins margins)
    {
        var allowed = RelativeBound.Of(guard).Factor;
        var feared = Each(share => RelativeBound.Feared(guard, margins.Errors, share).Factor);
        return new([new RiskRatioGrid(allowed - 1)], [.. feared.Select(r => RiskRatioGrid.Below(r, RatioAlternativesBelow))], (i, p) => feared[i] * p)
        {
            NegligibleRate = margins.NegligibleRate,
        };
    }

    /// <summary>Differences of rates, and, of the calls that are <em>not</em> counted, rates that must not fall.</summary>
    internal static TwoArmPlan Difference(Guard guard, GuardMargins margins)
    {
        var isLower = RelativeBound.IsLower(guard);
        var allowed = Complement(RelativeBound.Of(guard), isLower);
        var feared = Each(share => isLower && guard.Bound.Value == 0
            ? new RelativeBound(margins.Values, 0)
            : Complement(RelativeBound.Feared(guard, margins.Values, share), isLower));
        return new(
            [new ProjectionGrid(allowed.Factor, allowed.Difference)],
            [.. feared.Select(BelowLine)],
            (i, p) => (feared[i].Factor * p) + feared[i].Difference);
    }

    /// <summary>Quantiles, by the share of calls beyond stable's.</summary>
    internal static TwoArmPlan OfQuantiles(double[] quantiles)
    {
        TwoArmGrid[] grids = [.. quantiles.Select(q => 1 - q > FrequentShare
            ? (TwoArmGrid)new ProjectionGrid(1, 0, TwoArmGrid.Alternatives)
            : new RiskRatioGrid(0))];

        // As with a number for a bound: were stable never beyond its own quantile, the whole service would stay inside at that share of it.
        var feared = Each(share => 1 / share);
        return new(
            grids,
            [.. feared.Select(r => RiskRatioGrid.Below(r, RatioAlternativesBelow, NearestQuantile, FarthestQuantile))],
            (i, p) => feared[i] * p) { Quantiles = quantiles };
    }

    private static T[] Each<T>(Func<double, T> of)
    {
        var result = new T[NextShares.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = of(NextShares.All[i]);
        }

        return result;
    }

    // p_c >= f p_s + d says of the other calls q_c <= f q_s + 1 - f - d.
    private static RelativeBound Complement(RelativeBound bound, bool isLower) => isLower ? new(bound.Factor, 1 - bound.Factor - bound.Difference) : bound;

    private static ProjectionGrid? BelowLine(RelativeBound feared) =>
        feared.Factor <= 0 || feared.Difference >= 1 ? null : new ProjectionGrid(feared.Factor, feared.Difference, DifferenceAlternativesBelow, below: true);
}
