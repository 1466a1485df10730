using System.Text.RegularExpressions;

namespace Progressive.Flags.Rules;

/// <summary>A text matches one of several regular expressions, somewhere in it. They do not backtrack, so no text can make them slow.</summary>
internal sealed class PatternTest(Regex[] patterns) : AttributeTest
{
    // Time grows with the text and no faster; longer than this is no attribute but an attack.
    private const int Longest = 8_192;

    /// <summary>Longer patterns are refused on load.</summary>
    public const int LongestPattern = 256;

    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    public override string ToString() => $"matches {string.Join(" or ", (IEnumerable<Regex>)patterns)}";

    protected override bool PassesCore(in AttributeValue actual)
    {
        var text = actual.Text is { } written ? written : actual.Format(stackalloc char[32]);
        if (text.Length > Longest)
        {
            return false;
        }

        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }
}
