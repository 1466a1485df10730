using System.Globalization;

namespace Progressive.Flags.Rules;

/// <summary>A date, as ISO 8601 text or as seconds since 1970, is before or after a moment.</summary>
internal sealed class TimeTest(Order order, DateTimeOffset bound) : AttributeTest
{
    private static readonly string[] s_formats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Without an offset it is UTC.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(text, s_formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(order == Order.Less ? "before" : "after")} {bound:yyyy-MM-dd'T'HH:mm:ssK}");

    protected override bool PassesCore(in AttributeValue actual)
    {
        if (actual.Text is { } text)
        {
            return TryRead(text, out var moment) && order.Holds(moment.CompareTo(bound));
        }

        AttributeValue seconds = bound.ToUnixTimeMilliseconds() / 1000.0;
        return actual.Kind is AttributeKind.Number or AttributeKind.Whole && actual.TryCompareTo(seconds, out var comparison) && order.Holds(comparison);
    }
}
