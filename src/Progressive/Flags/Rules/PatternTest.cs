using System.Text.RegularExpressions;

namespace Progressive.Flags.Rules;

/// <summary>A text matches one of several regular expressions, somewhere in it. They do not backtrack, so time grows with the text and no faster.</summary>
internal sealed class PatternTest(Regex[] patterns) : AttributeTest
{
    // Longer than this is no attribute but an attack.
    private const int Longest = 8_192;

    /// <summary>Longer patterns are refused on load.</summary>
    public const int LongestPattern = 256;

    /// <summary>
    /// Repetitions in repetitions, such as <c>([ab]{0,90}a){90}</c>, are automata of so many states that each character of a text may take a second. A text that is not
    /// told from the others by then matches nothing. A hundred times what any text takes that a pattern for attributes is made for.
    /// </summary>
    public static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(250);

    public const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    public override string ToString() => $"matches {string.Join(" or ", (IEnumerable<Regex>)patterns)}";

    protected override bool PassesCore(in AttributeValue actual)
    {
        var text = actual.Text is { } written ? written : actual.Format(stackalloc char[32]);
        if (text.Length > Longest)
        {
            return false;
        }

        try
        {
            foreach (var pattern in patterns)
            {
                if (pattern.IsMatch(text))
                {
                    return true;
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // The others would each take as long.
        }

        return false;
    }
}
