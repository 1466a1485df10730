using System.Globalization;

namespace Progressive.Simulation;

/// <summary>How a duration or a measure is spread over calls. Immutable, safe for use by many threads.</summary>
/// <remarks>Written <c>lognormal(median, sigma)</c>, <c>exponential(mean)</c>, <c>constant(x)</c> or <c>uniform(from, to)</c>.</remarks>
public sealed class Distribution : IEquatable<Distribution>
{
    private readonly DistributionKind _kind;
    private readonly Lazy<QuantileTable> _table;

    private Distribution(DistributionKind kind, double first, double second)
    {
        _kind = kind;
        First = first;
        Second = second;
        _table = new Lazy<QuantileTable>(() => new QuantileTable(tail => Quantile(tail, isUpper: false), tail => Quantile(tail, isUpper: true)));
    }

    internal double First { get; }

    internal double Second { get; }

    /// <summary>A normal distribution of the logarithm, which service times often resemble.</summary>
    /// <param name="median">Half of the values are larger; above 0, in seconds for durations.</param>
    /// <param name="sigma">The standard deviation of the natural logarithm, 0 to 10; with 0.4 the 95th percentile is 1.93 times the median.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of range.</exception>
    public static Distribution Lognormal(double median, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(median);
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sigma, 10);
        return new Distribution(DistributionKind.Lognormal, Finite(median), sigma);
    }

    /// <summary>An exponential distribution.</summary>
    /// <param name="mean">Above 0, in seconds for durations.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not above 0.</exception>
    public static Distribution Exponential(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        return new Distribution(DistributionKind.Exponential, Finite(mean), 0);
    }

    /// <summary>Always the same value.</summary>
    /// <param name="value">0 or above, in seconds for durations.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static Distribution Constant(double value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return new Distribution(DistributionKind.Constant, Finite(value), 0);
    }

    /// <summary>Every value between two limits alike.</summary>
    /// <param name="from">The lower limit, 0 or above; in seconds for durations.</param>
    /// <param name="to">The upper limit, not below <paramref name="from"/>.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    public static Distribution Uniform(double from, double to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        return new Distribution(DistributionKind.Uniform, Finite(from), Finite(to));
    }

    /// <inheritdoc/>
    public bool Equals(Distribution? other) => other is not null && (_kind, First, Second) == (other._kind, other.First, other.Second);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Distribution);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_kind, First, Second);

    /// <summary>As it is written, in base units: <c>lognormal(0.08, 0.4)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text(Number);

    /// <summary>As it is written where it stands for durations: <c>lognormal(80ms, 0.4)</c>.</summary>
    internal string DurationText() => Text(static seconds => seconds >= 1 ? Number(seconds) + "s" : seconds >= 1e-3 || seconds == 0 ? Number(seconds * 1e3) + "ms" : Number(seconds * 1e6) + "us");

    internal double Draw(ref DrawSequence draws) => _kind == DistributionKind.Constant ? First : _table.Value.Draw(draws.Next());

    /// <summary>The probability of a value above <paramref name="x"/>.</summary>
    internal double Above(double x) => _kind switch
    {
        DistributionKind.Lognormal when Second > 0 => x <= 0 ? 1 : NormalTail.Above(Math.Log(x / First) / Second),
        DistributionKind.Exponential => x <= 0 ? 1 : Math.Exp(-x / First),
        DistributionKind.Uniform when Second > First => Math.Clamp((Second - x) / (Second - First), 0, 1),
        _ => First > x ? 1 : 0,
    };

    private double Quantile(double tail, bool isUpper) => _kind switch
    {
        DistributionKind.Lognormal => First * Math.Exp(Second * (isUpper ? NormalTail.Quantile(tail) : -NormalTail.Quantile(tail))),
        DistributionKind.Exponential => First * -(isUpper ? Math.Log(tail) : Math.Log(1 - tail)),
        DistributionKind.Uniform => isUpper ? Second - ((Second - First) * tail) : First + ((Second - First) * tail),
        _ => First,
    };

    private string Text(Func<double, string> value) => _kind switch
    {
        DistributionKind.Lognormal => $"lognormal({value(First)}, {Number(Second)})",
        DistributionKind.Exponential => $"exponential({value(First)})",
        DistributionKind.Uniform => $"uniform({value(First)}, {value(Second)})",
        _ => $"constant({value(First)})",
    };

    private static string Number(double value) => Math.Round(value, 12).ToString("0.############", CultureInfo.InvariantCulture);

    private static double Finite(double value) => double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "It has to be a finite number.");

    private enum DistributionKind
    {
        Constant,
        Uniform,
        Exponential,
        Lognormal,
    }
}
