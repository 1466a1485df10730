using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Checks definitions without a host: in a build, in a test, before a change is merged.</summary>
/// <remarks>Pure: it reads nothing but what it is given. Safe for use by many threads.</remarks>
public static class DefinitionValidator
{
    /// <summary>Reads, merges and checks files as an application does that adds them in this order; what comes later wins by key.</summary>
    /// <param name="files">The files, the weakest first.</param>
    /// <returns>Every problem of every file, with its place, and what had to be assumed of code.</returns>
    public static DefinitionValidation Validate(params IReadOnlyList<DefinitionFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var problems = new List<DefinitionProblem>();
        var assumptions = new List<string>();
        OfflineFile[] read = [.. files.Select(file => OfflineFile.Read(file, problems))];
        var isWhole = !read.Any(file => file.IsBroken);
        assumptions.AddRange(read.Where(file => !file.IsBroken && file.Layer is null).Select(file =>
            $"'{file.Name}' is a settings file without a section \"{ConfigurationDefinitionSource.Section}\"; nothing in it was checked."));
        DefinitionLayer[] layers = [.. read.Select(file => file.Layer).OfType<DefinitionLayer>()];
        CompiledDefinitions? compiled = null;
        try
        {
            compiled = DefinitionCompiler.Compile(layers, AssumedVariants.Of(layers, assumptions));
        }
        catch (DefinitionException e)
        {
            // A plan may stand in the file that cannot be read.
            problems.AddRange(e.Problems.Where(problem => isWhole || problem.Code != ErrorCodes.UnknownPlan));
        }

        return new DefinitionValidation([.. problems.Select(problem => Locate(problem, read))], assumptions, problems.Count == 0 ? compiled : null)
        {
            Locate = problem => Locate(problem, read),
            Layers = layers,
        };
    }

    private static DefinitionProblem Locate(DefinitionProblem problem, OfflineFile[] files) =>
        Array.FindLast(files, file => file.Name == problem.Origin)?.Locate(problem) ?? problem;
}
