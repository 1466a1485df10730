namespace Progressive.Simulation;

/// <summary>The standard normal distribution by its tail: probabilities of exceeding, and what is exceeded with a probability.</summary>
internal static class NormalTail
{
    private static readonly double s_density = 1 / Math.Sqrt(2 * Math.PI);

    /// <summary>The probability of exceeding <paramref name="z"/>, to about 1e-13 of itself.</summary>
    public static double Above(double z)
    {
        if (z < 0)
        {
            return 1 - Above(-z);
        }

        var density = s_density * Math.Exp(-z * z / 2);
        if (z > 3)
        {
            // Laplace's continued fraction: z + 1/(z + 2/(z + 3/(z + …))).
            var fraction = z;
            for (var i = 100; i >= 1; i--)
            {
                fraction = z + (i / fraction);
            }

            return density / fraction;
        }

        // 1/2 - density * (z + z^3/3 + z^5/(3*5) + …)
        double term = z, sum = z;
        for (var i = 3; term > sum * 1e-17 && i < 400; i += 2)
        {
            term *= z * z / i;
            sum += term;
        }

        return 0.5 - (density * sum);
    }

    /// <summary>What is exceeded with a probability of <paramref name="tail"/>, above 0 and at most one half.</summary>
    public static double Quantile(double tail)
    {
        if (tail >= 0.5)
        {
            return 0;
        }

        // Newton on the logarithm of the tail, which is concave, from a start that lies above the answer.
        var z = Math.Sqrt(-2 * Math.Log(2 * tail)) + 0.5;
        for (var i = 0; i < 60; i++)
        {
            var above = Above(z);
            var step = Math.Log(above / tail) * above / (s_density * Math.Exp(-z * z / 2));
            z += step;
            if (Math.Abs(step) < 1e-14 * Math.Max(1, z))
            {
                break;
            }
        }

        return Math.Max(0, z);
    }
}
