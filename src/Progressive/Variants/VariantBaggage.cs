using System.Buffers;

namespace Progressive.Variants;

/// <summary>
/// The variants that a caller served and wants kept, as they travel in W3C baggage: <c>checkout:candidate,new-search:on</c> under one key. Propagators
/// percent-encode the value, so that its commas do not end the entry.
/// </summary>
public static class VariantBaggage
{
    /// <summary>The key of the entry.</summary>
    public const string Key = "progressive.variants";

    internal const int MostFlags = 32;

    // Of the 8,192 bytes that W3C baggage may have for everybody together.
    internal const int MostCharacters = 2048;

    private const int LongestName = 128;

    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    /// <summary>
    /// Reads the entry of a caller who is trusted to choose: put the answer into <see cref="EvaluationContext.Choices"/>. At most 32 flags and 2,048 characters are
    /// read; what is no pair of a flag and a variant is passed over.
    /// </summary>
    /// <param name="value">The value, decoded: <c>Baggage.Current.GetBaggage(VariantBaggage.Key)</c> of OpenTelemetry for example.</param>
    /// <returns>The choices; null where there is none.</returns>
    public static VariantChoices? Read(string? value)
    {
        var kept = Parse(value);
        return kept.Count == 0 ? null : new KeptVariants([.. kept]);
    }

    internal static IReadOnlyList<(string Flag, string Variant)> Parse(string? value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MostCharacters)
        {
            return [];
        }

        List<(string, string)> found = [];
        foreach (var range in value.AsSpan().Split(','))
        {
            var pair = value.AsSpan(range).Trim();
            var colon = pair.IndexOf(':');
            if (colon > 0 && found.Count < MostFlags && IsName(pair[..colon]) && IsName(pair[(colon + 1)..]))
            {
                found.Add((pair[..colon].ToString(), pair[(colon + 1)..].ToString()));
            }
        }

        return found;
    }

    internal static bool IsName(ReadOnlySpan<char> text) => text.Length is > 0 and <= LongestName && !text.ContainsAnyExcept(s_nameCharacters);
}
