using Progressive.Definitions;

namespace Progressive.Migration;

/// <summary>What becomes of a translation's problems in a source.</summary>
internal static class TranslatedLayer
{
    /// <returns>What the source says is wrong with it while it goes on; null when nothing is.</returns>
    /// <exception cref="DefinitionException">There are problems, and none is to be skipped: the load is refused as for definitions of ours.</exception>
    public static string? ThrowOrTell(IReadOnlyList<DefinitionProblem> problems, bool skips)
    {
        if (problems.Count == 0)
        {
            return null;
        }

        return skips ? string.Join(Environment.NewLine, problems) : throw new DefinitionException(problems);
    }
}
