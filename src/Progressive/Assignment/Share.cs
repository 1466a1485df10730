using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Progressive.Assignment;

/// <summary>A share of traffic in parts per million, written as a percentage: <c>25%</c>, <c>0.0001%</c>, <c>100%</c>.</summary>
/// <remarks>An integer, because a bucket is compared with it: no rounding can differ between two machines.</remarks>
public readonly record struct Share : ISpanParsable<Share>, IComparable<Share>
{
    /// <summary>Parts in the whole.</summary>
    public const int Whole = 1_000_000;

    private Share(int partsPerMillion) => PartsPerMillion = partsPerMillion;

    /// <summary>Nothing.</summary>
    public static Share None => default;

    /// <summary>Everything.</summary>
    public static Share All => new(Whole);

    /// <summary>The share in parts per million, 0 to 1,000,000.</summary>
    public int PartsPerMillion { get; }

    /// <summary>The share as a fraction, 0 to 1.</summary>
    public double Fraction => PartsPerMillion / (double)Whole;

    /// <summary>A smaller share.</summary>
    public static bool operator <(Share left, Share right) => left.PartsPerMillion < right.PartsPerMillion;

    /// <summary>A larger share.</summary>
    public static bool operator >(Share left, Share right) => left.PartsPerMillion > right.PartsPerMillion;

    /// <summary>A share that is not larger.</summary>
    public static bool operator <=(Share left, Share right) => left.PartsPerMillion <= right.PartsPerMillion;

    /// <summary>A share that is not smaller.</summary>
    public static bool operator >=(Share left, Share right) => left.PartsPerMillion >= right.PartsPerMillion;

    /// <summary>A share from parts per million.</summary>
    /// <param name="partsPerMillion">0 to 1,000,000.</param>
    /// <returns>The share.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside that range.</exception>
    public static Share FromPartsPerMillion(int partsPerMillion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partsPerMillion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partsPerMillion, Whole);
        return new Share(partsPerMillion);
    }

    /// <inheritdoc/>
    public static Share Parse(string s, IFormatProvider? provider = null) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static Share Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var share)
            ? share
            : throw new FormatException($"'{s}' is no share. Write a percentage from 0% to 100% with at most four decimals, for example 12.5%.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Share result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <summary>Reads a percentage; the provider is ignored, the decimal separator is always a point.</summary>
    /// <param name="s">The text.</param>
    /// <param name="provider">Ignored.</param>
    /// <param name="result">The share.</param>
    /// <returns>Whether the text is a percentage from 0 to 100 with at most four decimals.</returns>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Share result)
    {
        result = default;
        s = s.Trim();
        if (s.Length < 2 || s[^1] != '%'
            || !decimal.TryParse(s[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            || percent is < 0 or > 100)
        {
            return false;
        }

        var parts = percent * 10_000;
        if (parts != decimal.Truncate(parts))
        {
            return false;
        }

        result = new Share((int)parts);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Share other) => PartsPerMillion.CompareTo(other.PartsPerMillion);

    /// <summary>The percentage, as it is read back by <see cref="Parse(string, IFormatProvider?)"/>.</summary>
    /// <returns>For example <c>12.5%</c>.</returns>
    public override string ToString() => (PartsPerMillion / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + "%";
}
