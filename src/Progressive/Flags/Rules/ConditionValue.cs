using System.Globalization;

namespace Progressive.Flags.Rules;

/// <summary>A value a rule compares an attribute with, in every type its text spells.</summary>
internal readonly struct ConditionValue
{
    private readonly string? _text;
    private readonly AttributeValue _number;
    private readonly bool? _boolean;

    private ConditionValue(string? text, AttributeValue number, bool? boolean)
    {
        _text = text;
        _number = number;
        _boolean = boolean;
    }

    public static ConditionValue Of(string text) => new(text, ReadNumber(text), bool.TryParse(text, out var boolean) ? boolean : null);

    public static ConditionValue Of(AttributeValue number) => new(number.ToString(), number, null);

    public static ConditionValue Of(bool boolean) => new(boolean ? "true" : "false", default, boolean);

    public bool Matches(in AttributeValue actual) => actual.Kind switch
    {
        AttributeKind.Text => Is(actual.Text!),
        AttributeKind.Number or AttributeKind.Whole => _number.Equals(actual),
        AttributeKind.Boolean => _boolean == actual.Truth,
        _ => false,
    };

    public bool Is(string text) => string.Equals(_text, text, StringComparison.Ordinal) || (_boolean is { } truth && Spells(text, truth));

    /// <summary>Whether texts in more than one spelling match it.</summary>
    public bool IsTruth => _boolean is not null;

    public override string ToString() => _text ?? "";

    /// <summary>The number that a text spells; whole numbers keep all their digits, for which a double has only 53 bits.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out AttributeValue number)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            number = whole;
            return true;
        }

        var spells = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real);
        number = spells ? real : default(AttributeValue);
        return spells;
    }

    // Configuration makes "True" of a true in a settings file, and so does .NET in claims; in JSON it is "true".
    private static bool Spells(string? text, bool truth) => string.Equals(text, truth ? "true" : "false", StringComparison.OrdinalIgnoreCase);

    private static AttributeValue ReadNumber(string text) => TryNumber(text, out var number) ? number : default;
}
