using System.CommandLine;
using System.CommandLine.Help;
using Progressive.Cli.Commands;
using Progressive.Cli.Diagnostics;

namespace Progressive.Cli;

/// <summary>The tool, from its arguments to its exit code.</summary>
internal static class Tool
{
    // A root command would call itself by the file it was started from.
    private const string Name = "progressive";

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, ToolConsole console, CancellationToken cancellationToken)
    {
        var root = new Command(Name, "Checks definitions of Progressive, finds flags to clean up, imports those of other products, simulates rollouts and prints the schema. Data goes to the standard output, talk to the standard error; exit codes: 0 ok, 1 negative verdict, 2 usage.")
        {
            ValidateCommand.Create(console),
            LintCommand.Create(console),
            ImportCommand.Create(console),
            SimulateCommand.Create(console),
            SchemaCommand.Create(console),
            new HelpOption(),
            new VersionOption(),
        };
        var parsed = root.Parse(arguments);
        var configuration = new InvocationConfiguration { Output = console.Output, Error = console.Error, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors)
            {
                await console.Error.WriteLineAsync($"{ErrorCodes.Usage}: {error.Message}").ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync($"See 'progressive {string.Concat(CommandOf(parsed).Select(name => name + " "))}--help'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ToolException or ProgressiveException)
        {
            await console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private static IEnumerable<string> CommandOf(ParseResult parsed) => parsed.CommandResult.Command is { Name: Name } ? [] : [parsed.CommandResult.Command.Name];
}
