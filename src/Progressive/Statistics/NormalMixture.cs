namespace Progressive.Statistics;

/// <summary>
/// Intervals for means that may be looked at at any time, but only once there are many values: asymptotic confidence sequences (Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024,
/// equation 9). For display. No guard decides on them: with skewed values and few of them they miss far more often than they say.
/// </summary>
internal static class NormalMixture
{
    /// <summary>The number of values the interval is narrowest for.</summary>
    internal const double BestAt = 5000;

    /// <summary>The mixture's scale: <c>sqrt((-2 ln a + ln(1 - 2 ln a)) / n*)</c>.</summary>
    internal static double Scale(double alpha, double bestAt) => Math.Sqrt(((-2 * Math.Log(alpha)) + Math.Log(1 - (2 * Math.Log(alpha)))) / bestAt);

    /// <summary>Half the width of the two-sided interval.</summary>
    /// <param name="standardError">Of the mean, or of the difference of two.</param>
    /// <param name="n">Values, of both arms for a difference.</param>
    /// <param name="alpha">The chance of missing.</param>
    /// <param name="bestAt">See <see cref="BestAt"/>.</param>
    internal static double HalfWidth(double standardError, double n, double alpha, double bestAt = BestAt)
    {
        var scale = Scale(alpha, bestAt);
        var eta = n * scale * scale;
        return standardError * Math.Sqrt(n) * Math.Sqrt(2 * (eta + 1) / (eta * n) * Math.Log(Math.Sqrt(eta + 1) / alpha));
    }
}
