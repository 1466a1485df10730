using Progressive.Definitions;

namespace Progressive.Cli.Output;

/// <summary>The JSON of <c>validate</c>; docs/reference/cli.md is its contract.</summary>
internal static class ValidationJson
{
    public static string Write(IReadOnlyList<DefinitionFile> files, DefinitionValidation validation) => JsonText.Write(json =>
    {
        json.WriteBoolean("valid", validation.IsValid);
        json.WriteTexts("files", files.Select(file => file.Name));
        json.WriteTexts("flags", validation.Flags);
        json.WriteStartArray("problems");
        foreach (var problem in validation.Problems)
        {
            json.WriteStartObject();
            json.WriteString("id", problem.Code);
            json.WriteString("message", problem.Message);
            json.WriteString("path", problem.Path);
            json.WriteString("file", problem.Origin);
            json.WriteNumber("line", problem.Line);
            json.WriteNumber("column", problem.Column);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("assumptions", validation.Assumptions);
    });
}
