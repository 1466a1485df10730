namespace Progressive.Guards;

/// <summary>From stable's quantile to the values the candidate's are compared with: <c>(1+m)L + d</c>, and the farther one that earning excludes.</summary>
internal readonly record struct QuantileLimits(double Factor, double Difference, double FarFactor, double FarDifference)
{
    internal static QuantileLimits From(Guard guard, GuardMargins margins)
    {
        var (factor, difference) = RelativeBound.Of(guard);
        var isBare = factor == 1 && difference == 0;
        var far = RelativeBound.IsLower(guard) ? 1 / margins.Values : margins.Values;
        return new(factor, difference, isBare ? far : factor, difference);
    }

    /// <summary>Whether earning excludes the same limit.</summary>
    internal bool IsOne => Factor == FarFactor && Difference == FarDifference;

    internal double Of(double stable) => Math.Max(0, (Factor * stable) + Difference);

    internal double FarOf(double stable) => Math.Max(0, (FarFactor * stable) + FarDifference);
}
