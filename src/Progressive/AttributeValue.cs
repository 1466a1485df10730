using System.Globalization;

namespace Progressive;

/// <summary>An attribute of an evaluation context: a text, a number or a truth value, held without boxing.</summary>
/// <remarks>Immutable. Compared ordinally; numbers compare as IEEE doubles, and NaN equals nothing.</remarks>
public readonly struct AttributeValue : IEquatable<AttributeValue>
{
    private readonly string? _text;
    private readonly double _number;
    private readonly AttributeKind _kind;

    private AttributeValue(AttributeKind kind, string? text, double number)
    {
        _kind = kind;
        _text = text;
        _number = number;
    }

    internal AttributeKind Kind => _kind;

    internal string? Text => _text;

    internal double Number => _number;

    /// <summary>A text; null makes an absent value.</summary>
    public static implicit operator AttributeValue(string? value) =>
        value is null ? default : new AttributeValue(AttributeKind.Text, value, 0);

    /// <summary>A whole number.</summary>
    public static implicit operator AttributeValue(long value) => new(AttributeKind.Number, null, value);

    /// <summary>A number.</summary>
    public static implicit operator AttributeValue(double value) => new(AttributeKind.Number, null, value);

    /// <summary>A truth value.</summary>
    public static implicit operator AttributeValue(bool value) => new(AttributeKind.Boolean, null, value ? 1 : 0);

    /// <summary>Same kind and same value.</summary>
    public static bool operator ==(AttributeValue left, AttributeValue right) => left.Equals(right);

    /// <summary>Another kind or another value.</summary>
    public static bool operator !=(AttributeValue left, AttributeValue right) => !left.Equals(right);

    /// <summary>Same kind and same value.</summary>
    /// <param name="other">The value to compare with.</param>
    /// <returns>Whether the two are equal.</returns>
    public bool Equals(AttributeValue other) =>
        _kind == other._kind && _number == other._number && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AttributeValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_kind, _text, _number);

    /// <summary>The value as invariant text; this is also the form in which an attribute serves as a sticking key.</summary>
    /// <returns>The text, the shortest form of the number that reads back the same, <c>true</c> or <c>false</c>; empty when absent.</returns>
    public override string ToString() => _kind switch
    {
        AttributeKind.Text => _text!,
        AttributeKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Boolean => _number != 0 ? "true" : "false",
        _ => "",
    };
}
