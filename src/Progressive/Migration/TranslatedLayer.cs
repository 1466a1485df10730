using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>What becomes of a translation's problems in a source.</summary>
internal static class TranslatedLayer
{
    /// <returns>Which flags are left out and why, one line each; null when none is.</returns>
    /// <exception cref="DefinitionException">
    /// There are problems, and none is to be skipped, or some belong to no flag that could be left out: the load is refused as for definitions of ours.
    /// </exception>
    public static string? ThrowOrTell(IEnumerable<DefinitionProblem> ofSource, IReadOnlyList<TranslationContext> translated, bool skips)
    {
        DefinitionProblem[] refused = [.. ofSource, .. translated.SelectMany(t => skips ? t.OfNoFlag : t.Problems)];
        if (refused.Length > 0)
        {
            throw new DefinitionException(refused);
        }

        string[] lines = [.. translated.SelectMany(static t => t.LeftOut).Select(static left => $"'{left.Flag}': {left.Problem}")];
        return lines.Length == 0 ? null : string.Join(Environment.NewLine, lines);
    }
}
