using System.Globalization;

namespace Progressive.Flags;

/// <summary>A value a rule compares an attribute with, in every type its text spells.</summary>
internal readonly struct ConditionValue
{
    private readonly string? _text;
    private readonly double _number;
    private readonly bool? _boolean;

    private ConditionValue(string? text, double number, bool? boolean)
    {
        _text = text;
        _number = number;
        _boolean = boolean;
    }

    public static ConditionValue Of(string text) => new(
        text,
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
        bool.TryParse(text, out var boolean) ? boolean : null);

    public static ConditionValue Of(double number) => new(number.ToString("R", CultureInfo.InvariantCulture), number, null);

    public static ConditionValue Of(bool boolean) => new(boolean ? "true" : "false", double.NaN, boolean);

    public bool Matches(in AttributeValue actual) => actual.Kind switch
    {
        AttributeKind.Text => string.Equals(_text, actual.Text, StringComparison.Ordinal),
        AttributeKind.Number => actual.Number == _number,
        AttributeKind.Boolean => _boolean == (actual.Number != 0),
        _ => false,
    };

    public override string ToString() => _text ?? "";
}
