using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Progressive.Guards;

/// <summary>
/// A promise about one metric of a candidate, such as <c>error_rate &lt; 1%</c>, <c>latency p95 &lt; stable + 10%</c> or <c>cost_usd mean &lt;= 0.02usd (warn)</c>.
/// Immutable; two guards are equal when their canonical texts are.
/// </summary>
/// <remarks>
/// <c>metric [aggregate] op bound [(warn) | (dry-run)]</c>. Aggregates are <c>p50</c> … <c>p99.99</c>, <c>mean</c> and <c>rate</c>; <c>latency</c> and metrics named <c>…_rate</c> may leave it out.
/// Operators are <c>&lt; &lt;= &gt; &gt;=</c>. A bound is a number with a unit that fits the metric (<c>us ms s % usd</c> or none), or <c>stable</c>, <c>stable ± N%</c>, <c>stable ± Npp</c>, <c>stable ± 20ms</c>.
/// </remarks>
public sealed class Guard : ISpanParsable<Guard>, IEquatable<Guard>
{
    private readonly string _text;

    internal Guard(string metric, string? aggregate, GuardOperator @operator, GuardBound bound, GuardMode mode)
    {
        Metric = metric;
        Aggregate = aggregate;
        Operator = @operator;
        Bound = bound;
        Mode = mode;
        _text = $"{metric}{(aggregate is null ? "" : " ")}{aggregate} {Symbol(@operator)} {bound}{Suffix(mode)}";
    }

    /// <summary>The metric's key in lower case, such as <c>error_rate</c>.</summary>
    public string Metric { get; }

    /// <summary><c>p95</c>, <c>mean</c>, <c>rate</c>, or null when none is written.</summary>
    public string? Aggregate { get; }

    /// <summary>The quantile as a fraction, 0.95 for <c>p95</c>; null for other aggregates.</summary>
    public double? Quantile => Aggregate is ['p', .. var percent] ? double.Parse(percent, NumberStyles.Float, CultureInfo.InvariantCulture) / 100 : null;

    /// <summary>How the metric must compare with the bound.</summary>
    public GuardOperator Operator { get; }

    /// <summary>What the metric is compared with.</summary>
    public GuardBound Bound { get; }

    /// <summary>What a breach leads to.</summary>
    public GuardMode Mode { get; }

    /// <summary>Parses a guard; <paramref name="provider"/> is not used, guards are the same in every culture.</summary>
    /// <exception cref="FormatException">The text is not a guard; the message names the column and the fix.</exception>
    public static Guard Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), provider);
    }

    /// <inheritdoc cref="Parse(string, IFormatProvider?)"/>
    public static Guard Parse(ReadOnlySpan<char> s, IFormatProvider? provider = null) =>
        TryParse(s, out var guard, out var error) ? guard : throw new FormatException(error);

    /// <summary>Parses a guard without throwing; <paramref name="provider"/> is not used.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Guard result) =>
        TryParse(s.AsSpan(), out result, out _);

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out Guard)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out Guard result) =>
        TryParse(s, out result, out _);

    /// <summary>Parses a guard, or says what is wrong with it: error id, column counted from 1, and fix.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Guard? guard, [NotNullWhen(false)] out string? error) =>
        new GuardParser(text).TryParse(out guard, out error);

    /// <summary>The canonical text, which parses to an equal guard.</summary>
    public override string ToString() => _text;

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Guard? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as Guard);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>Whether two guards have the same canonical text.</summary>
    public static bool operator ==(Guard? left, Guard? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two guards have different canonical texts.</summary>
    public static bool operator !=(Guard? left, Guard? right) => !(left == right);

    private static string Symbol(GuardOperator @operator) => @operator switch
    {
        GuardOperator.LessThan => "<",
        GuardOperator.LessThanOrEqual => "<=",
        GuardOperator.GreaterThan => ">",
        _ => ">=",
    };

    private static string Suffix(GuardMode mode) => mode switch
    {
        GuardMode.Warn => " (warn)",
        GuardMode.DryRun => " (dry-run)",
        _ => "",
    };
}
