namespace Progressive.Statistics;

/// <summary>Sums of numbers known by their logarithms.</summary>
internal static class LogSpace
{
    /// <summary><c>ln(sum exp(x))</c> without overflow; negative infinity for an empty span or one of negative infinities.</summary>
    internal static double SumExp(ReadOnlySpan<double> values)
    {
        var max = double.NegativeInfinity;
        foreach (var value in values)
        {
            max = Math.Max(max, value);
        }

        if (double.IsInfinity(max))
        {
            return max;
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += Math.Exp(value - max);
        }

        return max + Math.Log(sum);
    }
}
