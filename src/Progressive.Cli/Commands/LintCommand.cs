using System.CommandLine;
using System.Globalization;
using Progressive.Cli.Diagnostics;
using Progressive.Cli.Output;
using Progressive.Definitions;

namespace Progressive.Cli.Commands;

/// <summary><c>progressive lint FILE…</c></summary>
internal static class LintCommand
{
    private const string DateFormat = "yyyy-MM-dd";

    public static Command Create(ToolConsole console)
    {
        var files = FilesArgument.Create();
        var today = new Option<string?>("--today") { Description = "The day to which expiry dates and schedules are compared; default: today, by UTC.", HelpName = DateFormat };
        var requireOwner = new Option<bool>("--require-owner") { Description = "A flag without Owner is a finding." };
        var status = StatusOption.Create();
        var output = OutputOption.Create();
        var command = new Command("lint", "Finds what should be cleaned up: flags that expired or have one answer left, what nothing leads to, what decides for nobody. Exit code 1 when there is something.")
        {
            files,
            today,
            requireOwner,
            status,
            output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var day = DayOf(parsed.GetValue(today));
            var read = await FilesArgument.ReadAsync(parsed.GetRequiredValue(files), console, cancellationToken).ConfigureAwait(false);
            var validation = DefinitionValidator.Validate(read);
            if (!validation.IsValid)
            {
                ValidationText.WriteProblems(console.Error, validation);
                throw new ToolException(ErrorCodes.InvalidDefinitions, "The definitions have problems, so nothing was looked for. Repair them; 'progressive validate' lists them as well.");
            }

            var ofProcess = await StatusOption.ReadAsync(parsed.GetValue(status), console, cancellationToken).ConfigureAwait(false);
            var findings = StatusOption.Join(validation, validation.Lint(day, parsed.GetValue(requireOwner)), ofProcess);
            if (OutputOption.IsJson(parsed, output))
            {
                await console.Output.WriteLineAsync(LintJson.Write(read, validation, day, findings)).ConfigureAwait(false);
            }
            else
            {
                LintText.Write(console, read, validation, findings);
            }

            return findings.Count == 0 ? ExitCode.Ok : ExitCode.NegativeVerdict;
        });
        return command;
    }

    private static DateTimeOffset DayOf(string? text)
    {
        if (text is null)
        {
            return TimeProvider.System.GetUtcNow();
        }

        return DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : throw new ToolException(ErrorCodes.Usage, $"--today '{text}': write a date such as 2026-12-31.");
    }
}
