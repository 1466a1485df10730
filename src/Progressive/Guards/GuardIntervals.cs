using Progressive.Statistics;

namespace Progressive.Guards;

/// <summary>The estimates and intervals of an explanation. For people; nothing is decided here.</summary>
internal static class GuardIntervals
{
    private const double Miss = 0.05;

    // Below this the intervals of means promise more than they keep.
    private const long FewestValues = 100;

    // Each end of one arm's interval misses with half of the error; of two arms' with a quarter.
    private static readonly double OneArm = Math.Log(2 / Miss);
    private static readonly double TwoArms = Math.Log(4 / Miss);

    internal static GuardExplanation Rates(GuardExplanation explanation, in GuardTally seen, bool isRelative)
    {
        explanation = explanation with
        {
            CandidateBad = seen.CandidateBad,
            StableBad = isRelative ? seen.StableBad : null,
            Estimate = Ratio(seen.CandidateBad, seen.CandidateCalls),
            StableEstimate = isRelative ? Ratio(seen.StableBad, seen.StableCalls) : null,
            Interval = seen.CandidateCalls == 0 ? null : Rate(seen.CandidateBad, seen.CandidateCalls, OneArm),
        };
        if (!isRelative || explanation is not { Estimate: { } candidate, StableEstimate: { } stable })
        {
            return explanation;
        }

        var own = Rate(seen.CandidateBad, seen.CandidateCalls, TwoArms);
        var other = Rate(seen.StableBad, seen.StableCalls, TwoArms);
        return explanation.Guard.Bound.Unit == GuardUnit.PercentagePoints
            ? explanation with { Comparison = candidate - stable, ComparisonInterval = new(own.Low - other.High, own.High - other.Low) }
            : explanation with
            {
                Comparison = stable > 0 ? candidate / stable : null,
                ComparisonInterval = other is { Low: > 0, High: > 0 } ? new(own.Low / other.High, own.High / other.Low) : null,
            };
    }

    internal static GuardExplanation Means(GuardExplanation explanation, in GuardTally seen, bool isRelative)
    {
        var candidate = Moments.Of(seen.CandidateCalls, seen.CandidateSum, seen.CandidateSquares);
        var stable = Moments.Of(seen.StableCalls, seen.StableSum, seen.StableSquares);
        explanation = explanation with
        {
            IsApproximate = true,
            Estimate = candidate.Mean,
            StableEstimate = isRelative ? stable.Mean : null,
            Interval = candidate.Count < FewestValues ? null : Around(candidate.Mean!.Value, candidate.Variance / candidate.Count, candidate.Count),
        };
        if (!isRelative || candidate.Mean is not { } own || stable.Mean is not { } other)
        {
            return explanation;
        }

        return explanation with
        {
            Comparison = own - other,
            ComparisonInterval = Math.Min(candidate.Count, stable.Count) < FewestValues
                ? null
                : Around(own - other, (candidate.Variance / candidate.Count) + (stable.Variance / stable.Count), candidate.Count + stable.Count),
        };
    }

    private static double? Ratio(long part, long whole) => whole == 0 ? null : (double)part / whole;

    private static GuardInterval Rate(long bad, long calls, double needed) =>
        new(RateExclusion.BestRate(bad, calls - bad, needed), RateExclusion.WorstRate(bad, calls - bad, needed));

    private static GuardInterval Around(double mean, double variance, double n)
    {
        var half = NormalMixture.HalfWidth(Math.Sqrt(variance), n, Miss);
        return new(mean - half, mean + half);
    }

    private readonly record struct Moments(long Count, double? Mean, double Variance)
    {
        public static Moments Of(long count, double sum, double squares) => count == 0
            ? default
            : new(count, sum / count, Math.Max(0, (squares - (sum * sum / count)) / Math.Max(1, count - 1)));
    }
}
