using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>The definitions cannot be put in force. Lists every problem once, not only the first.</summary>
/// <remarks>Thrown only on the first load: a bad reload changes nothing and is logged.</remarks>
public sealed class DefinitionException : ProgressiveException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">What is wrong, at least one thing.</param>
    public DefinitionException(IReadOnlyList<DefinitionProblem> problems)
        : base(ErrorCodes.DefinitionsRejected, Describe(Once(problems))) => Problems = Once(problems);

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    // Several providers of one kind may read the same thing, as the command line of a host and that of its application do.
    private static DefinitionProblem[] Once(IReadOnlyList<DefinitionProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        return [.. problems.Distinct()];
    }

    private static string Describe(DefinitionProblem[] problems)
    {
        ArgumentOutOfRangeException.ThrowIfZero(problems.Length);
        var count = problems.Length == 1 ? "a problem" : $"{problems.Length} problems";
        return $"{ErrorCodes.DefinitionsRejected}: The definitions have {count}; none of them was put in force.{Environment.NewLine}"
            + string.Join(Environment.NewLine, problems.Select(problem => "  " + problem));
    }
}
