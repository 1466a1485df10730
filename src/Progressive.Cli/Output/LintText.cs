using System.Globalization;
using Progressive.Definitions;

namespace Progressive.Cli.Output;

/// <summary>What should be cleaned up: a line for each finding in the form that editors and build logs recognise, and below it the change.</summary>
internal static class LintText
{
    public static void Write(ToolConsole console, IReadOnlyList<DefinitionFile> files, DefinitionValidation validation, IReadOnlyList<FlagFinding> findings)
    {
        foreach (var finding in findings)
        {
            console.Output.WriteLine($"{ValidationText.Place(finding.Origin, finding.Line, finding.Column)}: warning {finding} ({finding.Path})");
            foreach (var line in finding.Diff)
            {
                console.Output.WriteLine($"    {line}");
            }
        }

        console.Error.WriteLine($"{Number(files.Count, "file")}, {Number(validation.Flags.Count, "flag")}: {(findings.Count == 0 ? "nothing to clean up" : Number(findings.Count, "finding"))}.");
    }

    private static string Number(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
