using System.CommandLine;
using System.Globalization;
using Progressive.Cli.Output;
using Progressive.Migration;

namespace Progressive.Cli.Commands;

/// <summary><c>progressive import FILE --from microsoft|flagd</c></summary>
internal static class ImportCommand
{
    private const string Microsoft = "microsoft";
    private const string Flagd = "flagd";

    public static Command Create(ToolConsole console)
    {
        var file = new Argument<string>("file") { Description = "A flag file of another product. '-' reads the standard input.", HelpName = "FILE" };
        var from = new Option<string>("--from") { Description = "Whose file it is.", HelpName = $"{Microsoft}|{Flagd}", Required = true };
        from.AcceptOnlyFromAmong(Microsoft, Flagd);
        var output = new Option<string?>("--output", "-o") { Description = "The file to write the definitions to; default: the standard output.", HelpName = "FILE" };
        var command = new Command("import", "Translates flags of another product into definitions, with its hash, and lists what has no equivalent. Exit code 1 when a flag has none.") { file, from, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = await FilesArgument.ReadAsync([parsed.GetRequiredValue(file)], console, cancellationToken).ConfigureAwait(false);
            var translation = ForeignFlags.Translate(parsed.GetRequiredValue(from) == Flagd ? ForeignFormat.Flagd : ForeignFormat.Microsoft, read[0]);
            if (parsed.GetValue(output) is { } path)
            {
                await OutputFile.WriteAsync(path, translation.Definitions, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await console.Output.WriteAsync(translation.Definitions).ConfigureAwait(false);
            }

            // The definitions are the data; everything about them is talk.
            foreach (var problem in translation.Problems)
            {
                await console.Error.WriteLineAsync(ValidationText.Line(problem)).ConfigureAwait(false);
            }

            foreach (var note in translation.Notes)
            {
                await console.Error.WriteLineAsync($"note: {note}").ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync(Summary(translation)).ConfigureAwait(false);
            return translation.Problems.Count == 0 ? ExitCode.Ok : ExitCode.NegativeVerdict;
        });
        return command;
    }

    private static string Summary(ForeignTranslation translation)
    {
        var flags = string.Create(CultureInfo.InvariantCulture, $"{translation.Flags.Count} {(translation.Flags.Count == 1 ? "flag" : "flags")} translated");
        return translation.Problems.Count == 0
            ? $"{flags}."
            : string.Create(CultureInfo.InvariantCulture, $"{flags}; {translation.Problems.Count} {(translation.Problems.Count == 1 ? "problem" : "problems")}, and the flags that have one are left out.");
    }
}
