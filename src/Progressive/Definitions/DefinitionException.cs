using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>The definitions cannot be put in force. Lists every problem, not only the first.</summary>
/// <remarks>Thrown only on the first load: a bad reload changes nothing and is logged.</remarks>
public sealed class DefinitionException : ProgressiveException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">What is wrong, at least one thing.</param>
    public DefinitionException(IReadOnlyList<DefinitionProblem> problems)
        : base(ErrorCodes.DefinitionsRejected, Describe(problems)) => Problems = problems;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    private static string Describe(IReadOnlyList<DefinitionProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count);
        var count = problems.Count == 1 ? "a problem" : $"{problems.Count} problems";
        return $"{ErrorCodes.DefinitionsRejected}: The definitions have {count}; none of them was put in force.{Environment.NewLine}"
            + string.Join(Environment.NewLine, problems.Select(problem => "  " + problem));
    }
}
