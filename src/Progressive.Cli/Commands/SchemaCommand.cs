using System.CommandLine;

namespace Progressive.Cli.Commands;

/// <summary><c>progressive schema</c></summary>
internal static class SchemaCommand
{
    private const string Resource = "progressive.schema.json";

    public static Command Create(ToolConsole console)
    {
        var command = new Command("schema", "Prints the JSON schema of definition files, for editors: save it, and name it in a member \"$schema\" of the file.");
        command.SetAction(async (_, cancellationToken) =>
        {
            using var stream = typeof(SchemaCommand).Assembly.GetManifestResourceStream(Resource)!;
            using var reader = new StreamReader(stream);
            await console.Output.WriteAsync(await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }
}
