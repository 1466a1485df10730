using System.Globalization;
using Progressive.Definitions;

namespace Progressive.Cli.Output;

/// <summary>What was found in definition files, a line for each problem in the form that editors and build logs recognise.</summary>
internal static class ValidationText
{
    public static void Write(ToolConsole console, IReadOnlyList<DefinitionFile> files, DefinitionValidation validation)
    {
        WriteProblems(console.Output, validation);
        foreach (var assumption in validation.Assumptions)
        {
            console.Error.WriteLine($"assumed: {assumption}");
        }

        var checkedFiles = files.Count == 1 ? "1 file" : Number(files.Count, "files");
        console.Error.WriteLine(validation.IsValid
            ? $"{checkedFiles}, {Number(validation.Flags.Count, validation.Flags.Count == 1 ? "flag" : "flags")}: no problems."
            : $"{checkedFiles}: {Number(validation.Problems.Count, validation.Problems.Count == 1 ? "problem" : "problems")}; an application would put none of this in force.");
    }

    public static void WriteProblems(TextWriter writer, DefinitionValidation validation)
    {
        foreach (var problem in validation.Problems)
        {
            writer.WriteLine(Line(problem));
        }
    }

    public static string Line(DefinitionProblem problem)
    {
        var path = problem.Path.Length == 0 ? "" : $" ({problem.Path})";
        return $"{Place(problem.Origin, problem.Line, problem.Column)}: error {problem.Code}: {problem.Message}{path}";
    }

    public static string Place(string? origin, int? line, int? column) => line is null
        ? origin ?? "definitions"
        : string.Create(CultureInfo.InvariantCulture, $"{origin}({line},{column})");

    private static string Number(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");
}
