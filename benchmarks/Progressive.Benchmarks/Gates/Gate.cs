namespace Progressive.Benchmarks.Gates;

/// <summary>One promise: a number that is measured, and the limit it has to keep.</summary>
/// <param name="What">The promise in words.</param>
/// <param name="Unit">Printed after the numbers: <c>x</c>, <c>B</c>, <c>ms</c>.</param>
/// <param name="Limit">The limit.</param>
/// <param name="AtLeast">Whether the number has to reach the limit instead of staying within it.</param>
/// <param name="Measure">Measures it; asked again, up to five times, while the limit is not kept.</param>
internal sealed record Gate(string What, string Unit, double Limit, bool AtLeast, Func<double> Measure)
{
    public static Gate AtMost(string what, double limit, string unit, Func<double> measure) => new(what, unit, limit, false, measure);

    public static Gate NotBelow(string what, double limit, string unit, Func<double> measure) => new(what, unit, limit, true, measure);

    public bool IsKept(double measured) => AtLeast ? measured >= Limit : measured <= Limit;

    public double Better(double one, double other) => AtLeast ? Math.Max(one, other) : Math.Min(one, other);
}
