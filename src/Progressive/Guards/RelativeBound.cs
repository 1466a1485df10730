namespace Progressive.Guards;

/// <summary>A bound relative to stable as a line: the candidate's value against <c>Factor</c> times stable's plus <c>Difference</c>.</summary>
internal readonly record struct RelativeBound(double Factor, double Difference)
{
    internal static bool IsLower(Guard guard) => guard.Operator is GuardOperator.GreaterThan or GuardOperator.GreaterThanOrEqual;

    internal static RelativeBound Of(Guard guard) => guard.Bound.Unit == GuardUnit.Percent
        ? new(1 + guard.Bound.BaseValue, 0)
        : new(1, guard.Bound.BaseValue);

    /// <summary>
    /// What has to be excluded before the next share <paramref name="next"/>: of what the guard allows, the candidate may use up the whole service's part. A guard that asks for
    /// more than stable asks for it at every share, and one that names no margin has the default.
    /// </summary>
    internal static RelativeBound Feared(Guard guard, double factorWhereBare, double next)
    {
        var (factor, difference) = Of(guard);
        var isLower = IsLower(guard);
        if (factor == 1 && difference == 0)
        {
            factor = isLower ? 1 / factorWhereBare : factorWhereBare;
        }

        var margin = factor - 1;
        return new(
            isLower == margin < 0 ? 1 + (margin / next) : factor,
            isLower == difference < 0 ? difference / next : difference);
    }
}
