namespace Progressive.Benchmarks.Evidence;

/// <summary>Variants, by how their calls end.</summary>
internal static class Arms
{
    public static Arm Failing(double rate) => numbers => new(numbers.Happens(rate));

    /// <summary>A measure that is 1 in a share of calls, otherwise 0.</summary>
    public static Arm Flagging(double rate) => numbers => new(false, numbers.Happens(rate) ? 1 : 0);

    /// <summary>A lognormal cost with a mean of 1 and a sigma of 1, times a factor; not above a limit, which is applied before the factor.</summary>
    public static Arm Costing(double factor = 1, double limit = double.MaxValue) => numbers => new(false, factor * Math.Min(limit, Math.Exp(numbers.NextNormal() - 0.5)));

    /// <summary>A score that is 1, or 0.5 so often that the mean is as given.</summary>
    public static Arm Scoring(double mean) => numbers => new(false, numbers.Happens(2 * (1 - mean)) ? 0.5 : 1);

    /// <summary>Evenly from 0 to a number.</summary>
    public static Arm Even(double most) => numbers => new(false, numbers.NextDouble() * most);

    /// <summary>Exponential durations, a share of which exceeds a limit.</summary>
    public static Arm Taking(TimeSpan limit, double share)
    {
        var mean = limit / Math.Log(1 / share);
        return numbers => new(false, Takes: mean * -Math.Log(1 - numbers.NextDouble()));
    }
}
