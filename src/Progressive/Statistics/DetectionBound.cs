namespace Progressive.Statistics;

/// <summary>The fewest calls, on average, any test of level alpha needs to see a fault: <c>ln(1/alpha)</c> over the information in a call (Wald 1945).</summary>
internal static class DetectionBound
{
    /// <summary>Kullback-Leibler divergence of two Bernoulli rates, in nats.</summary>
    internal static double Divergence(double from, double to) => Term(from, to) + Term(1 - from, 1 - to);

    /// <summary>Calls to tell the rate <paramref name="actual"/> from <paramref name="allowed"/>.</summary>
    internal static double Calls(double allowed, double actual, double alpha) => Math.Log(1 / alpha) / Divergence(actual, allowed);

    /// <summary>What one candidate call tells, in nats, when the bad calls of two arms are compared and the candidate has <paramref name="candidateShare"/> of the calls.</summary>
    internal static double RelativeInformation(double candidate, double stable, double candidateShare)
    {
        var pooled = (candidateShare * candidate) + ((1 - candidateShare) * stable);
        return Divergence(candidate, pooled) + ((1 - candidateShare) / candidateShare * Divergence(stable, pooled));
    }

    private static double Term(double p, double q) => p == 0 ? 0 : p * Math.Log(p / q);
}
