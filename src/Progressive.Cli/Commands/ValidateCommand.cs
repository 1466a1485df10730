using System.CommandLine;
using Progressive.Cli.Output;
using Progressive.Definitions;

namespace Progressive.Cli.Commands;

/// <summary><c>progressive validate FILE…</c></summary>
internal static class ValidateCommand
{
    public static Command Create(ToolConsole console)
    {
        var files = FilesArgument.Create();
        var output = OutputOption.Create();
        var command = new Command("validate", "Checks definition files as an application would that adds them in this order, and lists every problem. Exit code 1 when there is one.") { files, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = await FilesArgument.ReadAsync(parsed.GetRequiredValue(files), console, cancellationToken).ConfigureAwait(false);
            var validation = DefinitionValidator.Validate(read);
            if (OutputOption.IsJson(parsed, output))
            {
                await console.Output.WriteLineAsync(ValidationJson.Write(read, validation)).ConfigureAwait(false);
            }
            else
            {
                ValidationText.Write(console, read, validation);
            }

            return validation.IsValid ? ExitCode.Ok : ExitCode.NegativeVerdict;
        });
        return command;
    }
}
