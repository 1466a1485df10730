using System.CommandLine;
using Progressive.Cli.Diagnostics;
using Progressive.Definitions;

namespace Progressive.Cli.Commands;

/// <summary>The definition files of a command, in the order in which they are laid over one another.</summary>
internal static class FilesArgument
{
    private const string StandardInput = "-";

    // As large as the application reads.
    private const int MostBytes = 16 * 1024 * 1024;

    public static Argument<string[]> Create() => new("file")
    {
        Description = "Definition files (progressive.json) and settings files (appsettings.json); later ones win by key. '-' reads the standard input.",
        Arity = ArgumentArity.OneOrMore,
        HelpName = "FILE",
    };

    public static async Task<IReadOnlyList<DefinitionFile>> ReadAsync(IReadOnlyList<string> paths, ToolConsole console, CancellationToken cancellationToken)
    {
        var files = new List<DefinitionFile>(paths.Count);
        foreach (var path in paths)
        {
            try
            {
                files.Add(path == StandardInput
                    ? new DefinitionFile("stdin", await ReadAsync(console.OpenInput(), cancellationToken).ConfigureAwait(false))
                    : new DefinitionFile(path, await ReadAsync(File.OpenRead(path), cancellationToken).ConfigureAwait(false)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new ToolException(ErrorCodes.FileUnreadable, $"'{path}' cannot be read: {e.Message} Name a readable file of at most {MostBytes >> 20} MB, or - for the standard input.");
            }
        }

        return files;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using (stream.ConfigureAwait(false))
        {
            var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                content.Write(buffer, 0, read);
                if (content.Length > MostBytes)
                {
                    throw new IOException($"It has more than {MostBytes >> 20} MB.");
                }
            }

            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
    }
}
