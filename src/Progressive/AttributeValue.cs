using System.Globalization;
using System.Runtime.CompilerServices;

namespace Progressive;

/// <summary>An attribute of an evaluation context: a text, a number, a truth value or a list of texts, held without boxing.</summary>
/// <remarks>
/// Immutable. Texts compare ordinally, numbers by value whichever type they came in, and NaN equals nothing. Whole numbers keep all 64 bits: two
/// tenants whose ids differ in the last digit stay two tenants.
/// </remarks>
public readonly struct AttributeValue : IEquatable<AttributeValue>
{
    private readonly object? _texts;
    private readonly long _bits;
    private readonly AttributeKind _kind;

    private AttributeValue(AttributeKind kind, object? texts, long bits)
    {
        _kind = kind;
        _texts = texts;
        _bits = bits;
    }

    internal AttributeKind Kind => _kind;

    internal string? Text => _kind == AttributeKind.Text ? Unsafe.As<string>(_texts) : null;

    /// <summary>The texts of a list; none for anything else.</summary>
    internal ReadOnlySpan<string> List => _kind == AttributeKind.List ? Unsafe.As<string[]>(_texts) : [];


    internal bool Truth => _kind == AttributeKind.Boolean && _bits != 0;

    private double Number => _kind == AttributeKind.Whole ? _bits : BitConverter.Int64BitsToDouble(_bits);

    /// <summary>A text; null makes an absent value.</summary>
    public static implicit operator AttributeValue(string? value) =>
        value is null ? default : new AttributeValue(AttributeKind.Text, value, 0);

    /// <summary>A list of texts, such as the groups or roles of a user: a condition matches it when one of them matches. Null makes an absent value.</summary>
    /// <remarks>The array is not copied; it must not be written to afterwards.</remarks>
    public static implicit operator AttributeValue(string[]? values) =>
        values is null ? default : new AttributeValue(AttributeKind.List, values, 0);

    /// <summary>A whole number.</summary>
    public static implicit operator AttributeValue(long value) => new(AttributeKind.Whole, null, value);

    /// <summary>A number.</summary>
    public static implicit operator AttributeValue(double value) => new(AttributeKind.Number, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator AttributeValue(bool value) => new(AttributeKind.Boolean, null, value ? 1 : 0);

    /// <summary>Same kind and same value.</summary>
    public static bool operator ==(AttributeValue left, AttributeValue right) => left.Equals(right);

    /// <summary>Another kind or another value.</summary>
    public static bool operator !=(AttributeValue left, AttributeValue right) => !left.Equals(right);

    /// <summary>Same kind and same value.</summary>
    /// <param name="other">The value to compare with.</param>
    /// <returns>Whether the two are equal.</returns>
    public bool Equals(AttributeValue other) => (_kind, other._kind) switch
    {
        (AttributeKind.Number, AttributeKind.Number) => Number == other.Number,
        (AttributeKind.Whole, AttributeKind.Number) => IsSame(_bits, other.Number),
        (AttributeKind.Number, AttributeKind.Whole) => IsSame(other._bits, Number),
        (AttributeKind.List, AttributeKind.List) => List.SequenceEqual(other.List),
        _ => _kind == other._kind && _bits == other._bits && string.Equals(Text, other.Text, StringComparison.Ordinal),
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AttributeValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _kind switch
    {
        AttributeKind.Number or AttributeKind.Whole => Number.GetHashCode(),
        AttributeKind.List => HashCode.Combine(_kind, List.Length, List.IsEmpty ? null : List[0]),
        _ => HashCode.Combine(_kind, _texts, _bits),
    };

    /// <summary>The value as invariant text; this is also the form in which an attribute serves as a sticking key.</summary>
    /// <returns>The text, the shortest form of the number that reads back the same, <c>true</c> or <c>false</c>, or the texts of a list with commas between them; empty when absent.</returns>
    public override string ToString() => _kind switch
    {
        AttributeKind.Text => Text!,
        AttributeKind.List => string.Join(',', List),
        AttributeKind.Whole => _bits.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.Boolean => _bits != 0 ? "true" : "false",
        _ => "",
    };

    /// <summary>The text of <see cref="ToString"/> without a string, for deciding by a number.</summary>
    internal ReadOnlySpan<char> Format(Span<char> buffer)
    {
        var written = 0;
        var fits = _kind switch
        {
            AttributeKind.Whole => _bits.TryFormat(buffer, out written, provider: CultureInfo.InvariantCulture),
            AttributeKind.Number => Number.TryFormat(buffer, out written, "R", CultureInfo.InvariantCulture),
            _ => false,
        };
        return fits ? buffer[..written] : ToString();
    }

    /// <summary>Compares two numbers exactly, of whichever type they are.</summary>
    /// <returns>False where one of them is none, or is NaN.</returns>
    internal bool TryCompareTo(in AttributeValue other, out int comparison)
    {
        if (_kind == AttributeKind.Whole && other._kind == AttributeKind.Whole)
        {
            comparison = _bits.CompareTo(other._bits);
            return true;
        }

        comparison = 0;
        if (_kind is not (AttributeKind.Whole or AttributeKind.Number) || other._kind is not (AttributeKind.Whole or AttributeKind.Number))
        {
            return false;
        }

        var (left, right) = (Number, other.Number);
        comparison = left.CompareTo(right);
        if (comparison == 0 && (_kind == AttributeKind.Whole || other._kind == AttributeKind.Whole))
        {
            // Two longs that are one double, or one beside it: below 2^63 in magnitude, so that Int128 holds both.
            comparison = (_kind == AttributeKind.Whole ? _bits : (Int128)left).CompareTo(other._kind == AttributeKind.Whole ? other._bits : (Int128)right);
        }

        return !double.IsNaN(left) && !double.IsNaN(right);
    }

    // As doubles two neighbouring longs can be equal, so the double is compared as a whole number; the first comparison keeps NaN away from that.
    private static bool IsSame(long whole, double number) => whole == number && (Int128)number == whole;
}
