namespace Progressive.Benchmarks.Evidence;

/// <summary>The fewest candidate calls that any test of the same error probability needs on average (Wald 1945): <c>ln(1/alpha)/KL</c>.</summary>
internal static class Bound
{
    public const double Alpha = 0.01;

    /// <summary>Against a number.</summary>
    public static double Absolute(double allowed, double actual) => Math.Log(1 / Alpha) / Divergence(actual, allowed);

    /// <summary>Against stable, where a candidate call comes with <c>(1-share)/share</c> of stable's; the nearest pair of equal rates is their weighted mean.</summary>
    public static double Relative(double stable, double actual, double share)
    {
        var both = (share * actual) + ((1 - share) * stable);
        return Math.Log(1 / Alpha) / (Divergence(actual, both) + ((1 - share) / share * Divergence(stable, both)));
    }

    private static double Divergence(double p, double q) => Part(p, q) + Part(1 - p, 1 - q);

    private static double Part(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);
}
