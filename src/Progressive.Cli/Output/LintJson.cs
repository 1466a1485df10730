using System.Globalization;
using Progressive.Definitions;

namespace Progressive.Cli.Output;

/// <summary>The JSON of <c>lint</c>; docs/reference/cli.md is its contract.</summary>
internal static class LintJson
{
    public static string Write(IReadOnlyList<DefinitionFile> files, DefinitionValidation validation, DateTimeOffset today, IReadOnlyList<FlagFinding> findings) => JsonText.Write(json =>
    {
        json.WriteString("today", today.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteTexts("files", files.Select(file => file.Name));
        json.WriteTexts("flags", validation.Flags);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("id", finding.Code);
            json.WriteString("flag", finding.Flag);
            json.WriteString("message", finding.Message);
            json.WriteString("cleanUp", finding.CleanUp);
            json.WriteTexts("diff", finding.Diff);
            json.WriteString("path", finding.Path);
            json.WriteString("file", finding.Origin);
            json.WriteNumber("line", finding.Line);
            json.WriteNumber("column", finding.Column);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
