namespace Progressive.Statistics;

/// <summary>How the weight of an onset is divided among alternatives. Any division that is fixed beforehand and sums to 1 keeps the test valid; what it decides is which faults are found soonest.</summary>
/// <param name="First">For an onset at the first call.</param>
/// <param name="Later">For every later one.</param>
internal sealed record AlternativePriors(double[] First, double[] Later)
{
    internal static AlternativePriors Even(int alternatives)
    {
        var priors = Normalised(alternatives, static _ => 0);
        return new(priors, priors);
    }

    /// <summary>Priors by their logarithms up to a constant.</summary>
    internal static double[] Normalised(int alternatives, Func<int, double> log)
    {
        var priors = new double[alternatives];
        for (var j = 0; j < alternatives; j++)
        {
            priors[j] = Math.Exp(log(j));
        }

        var sum = priors.Sum();
        return Array.ConvertAll(priors, prior => prior / sum);
    }

    /// <summary>Several mixtures in one, each of the same weight.</summary>
    internal static AlternativePriors Joined(IReadOnlyCollection<AlternativePriors> parts) =>
        new([.. parts.SelectMany(part => part.First).Select(prior => prior / parts.Count)], [.. parts.SelectMany(part => part.Later).Select(prior => prior / parts.Count)]);
}
