namespace Progressive.Statistics;

/// <summary>Probabilities in logit form, where rates of 1e-9 and of 1 - 1e-9 keep their digits.</summary>
internal static class Probability
{
    /// <summary>The closest a tested rate comes to 0 or 1: likelihood ratios stay finite, and 1e-9 is far below what calls can tell from 0.</summary>
    internal const double Smallest = 1e-9;

    internal static double Clamp(double p) => Math.Clamp(p, Smallest, 1 - Smallest);

    internal static double Logit(double p) => Math.Log(p) - Log1P(-p);

    internal static double FromLogit(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary><c>ln p</c> of a probability given by its logit.</summary>
    internal static double LogOf(double logit) => -Log1P(Math.Exp(-logit));

    /// <summary><c>ln(1 - p)</c> of a probability given by its logit.</summary>
    internal static double LogOfComplement(double logit) => LogOf(-logit);

    /// <summary><c>ln(1 + x)</c>, right also where 1 + x rounds to 1 (Kahan's quotient form: the two rounding errors cancel).</summary>
    internal static double Log1P(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }
}
