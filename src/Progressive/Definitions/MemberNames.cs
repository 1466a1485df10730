using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Names that an object may have, names that a later version will know, and what was probably meant by any other.</summary>
internal static class MemberNames
{
    /// <summary>What has the outermost members.</summary>
    public const string Root = "the definitions";

    public static bool Has(IReadOnlyList<string> names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The error for a name that is not among those known.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="where">What has the member: <c>flag 'checkout'</c>.</param>
    /// <param name="known">Names that are understood.</param>
    /// <param name="later">Names that the contract has and this version does not understand.</param>
    public static (string Code, string Message) Unexpected(string name, string where, IReadOnlyList<string> known, IReadOnlyList<string> later)
    {
        if (later.FirstOrDefault(n => string.Equals(n, name, StringComparison.OrdinalIgnoreCase)) is { } notYet)
        {
            return (ErrorCodes.NotSupported, $"'{notYet}' of {where} is not supported by this version. Remove it; it is refused rather than ignored.");
        }

        var hint = Nearest(name, known) is { } meant ? $" Did you mean '{meant}'?" : $" It knows {string.Join(", ", known)}.";
        return (ErrorCodes.UnknownMember, $"{Capital(where)} {(where == Root ? "have" : "has")} no member '{Scalars.Cut(name)}'.{hint}");
    }

    /// <summary>The candidate that takes the fewest edits to reach, if that are few enough for a slip of the finger.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        string? best = null;
        var least = name.Length switch { <= 4 => 2, <= 8 => 3, _ => 4 };
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) < least && Distance(name, candidate) is var distance && distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return best;
    }

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    // Levenshtein distance over two rows, ignoring case.
    private static int Distance(string left, string right)
    {
        var above = new int[right.Length + 1];
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + substitution);
            }

            (above, row) = (row, above);
        }

        return above[right.Length];
    }
}
