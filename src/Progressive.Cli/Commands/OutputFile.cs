using Progressive.Cli.Diagnostics;

namespace Progressive.Cli.Commands;

/// <summary>A file that a command was asked to write.</summary>
internal static class OutputFile
{
    public static async Task WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ToolException(ErrorCodes.FileUnwritable, $"'{path}' cannot be written: {e.Message} Name a file in a folder that exists.");
        }
    }
}
