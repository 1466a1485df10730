using System.CommandLine;
using System.Text.Json;
using Progressive.Cli.Diagnostics;
using Progressive.Definitions;

namespace Progressive.Cli.Commands;

/// <summary><c>--status FILE</c>: what a running process found, in the form in which <c>lint -o json</c> writes its own findings.</summary>
internal static class StatusOption
{
    public static Option<string?> Create() => new("--status")
    {
        Description = "Findings of a running process, as JSON with the member findings that this command writes itself; those about flags of the files are added.",
        HelpName = "FILE",
    };

    public static async Task<IReadOnlyList<FlagFinding>> ReadAsync(string? path, ToolConsole console, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return [];
        }

        var files = await FilesArgument.ReadAsync([path], console, cancellationToken).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(files[0].Utf8);
            return [.. json.RootElement.GetProperty("findings").EnumerateArray().Where(static finding => finding.GetProperty("flag").ValueKind != JsonValueKind.Null).Select(finding => Read(finding, files[0].Name))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ToolException(ErrorCodes.StatusUnreadable, $"'{path}' is no status: {e.Message} Write {{ \"findings\": [ {{ \"id\", \"flag\", \"message\", \"cleanUp\" }} ] }}, as 'progressive lint -o json' does.");
        }
    }

    /// <summary>Definitions and process, the latter where the files have the flag and do not say the same.</summary>
    public static IReadOnlyList<FlagFinding> Join(DefinitionValidation validation, IReadOnlyList<FlagFinding> ofDefinitions, IReadOnlyList<FlagFinding> ofProcess)
    {
        var flags = validation.Flags.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var known = ofDefinitions.Select(static finding => (finding.Code, finding.Flag?.ToUpperInvariant())).ToHashSet();
        return [.. ofDefinitions, .. ofProcess.Where(finding => finding.Flag is { } flag && flags.Contains(flag) && known.Add((finding.Code, flag.ToUpperInvariant())))];
    }

    private static FlagFinding Read(JsonElement finding, string file) =>
        new(Text(finding, "id"), Text(finding, "flag"), Text(finding, "message"), Text(finding, "cleanUp"))
        {
            Diff = finding.TryGetProperty("diff", out var diff) ? [.. diff.EnumerateArray().Select(static line => line.GetString() ?? "")] : [],
            Path = $"Flags:{Text(finding, "flag")}",
            Origin = file,
        };

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString() ?? throw new InvalidOperationException($"'{name}' is null.");
}
