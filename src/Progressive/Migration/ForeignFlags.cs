using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>Translates flag files of other products: the same answer to the same user, by the same hash.</summary>
/// <remarks>Pure: it reads nothing but what it is given. Safe for use by many threads.</remarks>
public static class ForeignFlags
{
    // The file is for people: what JSON need not escape is not escaped.
    private static readonly JsonWriterOptions s_writing = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Translates a file.</summary>
    /// <param name="format">Whose file it is.</param>
    /// <param name="file">The file, with comments and trailing commas if it has them.</param>
    /// <returns>Definitions of what could be translated, and what could not, with the reason.</returns>
    public static ForeignTranslation Translate(ForeignFormat format, DefinitionFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var problems = new List<DefinitionProblem>();
        if (JsonDefinitionText.ReadTolerantly(file.Utf8.Span, file.Name, problems) is not { } content)
        {
            return new ForeignTranslation(Write(new JsonObject()), [], problems, []);
        }

        var translated = format switch
        {
            ForeignFormat.Microsoft => MicrosoftTranslation.Translate(new MicrosoftLayer(file.Name, Sections(content, file.Name, problems))),
            ForeignFormat.Flagd => FlagdTranslation.Translate(new DefinitionLayer(file.Name, content)),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        };
        var places = JsonPlaces.Of(file.Utf8);
        problems.AddRange(translated.Problems);
        return new ForeignTranslation(
            Write(translated.ToDefinitions()),
            [.. translated.Flags.Select(static flag => flag.Key)],
            [.. problems.Select(problem => Locate(problem, file.Name, places))],
            translated.Notes);
    }

    // A file of nothing but flags is what theirs takes as the section itself.
    private static JsonObject Sections(JsonObject content, string name, List<DefinitionProblem> problems)
    {
        if (content.ContainsKey(MicrosoftTranslation.Section) || content.ContainsKey(MicrosoftTranslation.LegacySection))
        {
            return content;
        }

        if (content.Count == 0 || !content.All(static member => Scalars.TryBoolean(member.Value, out _) || (member.Value is JsonObject flag && flag.ContainsKey("EnabledFor"))))
        {
            problems.Add(new DefinitionProblem(
                ErrorCodes.ForeignFile, "The file has neither a section \"feature_management\" nor \"FeatureManagement\", nor is it one. Name the file that has the flags.", Origin: name) { Line = 1, Column = 1 });
            return [];
        }

        var wrapped = JsonNames.NewObject();
        wrapped[MicrosoftTranslation.LegacySection] = content.DeepClone();
        return wrapped;
    }

    private static DefinitionProblem Locate(DefinitionProblem problem, string file, JsonPlaces places)
    {
        // What the file lacks stands in no layer, and it is this file all the same.
        var named = problem.Origin is null ? problem with { Origin = file } : problem;
        return named.Line is null && places.Find(named.Path) is { } place ? named with { Line = place.Line, Column = place.Column } : named;
    }

    private static string Write(JsonObject definitions)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, s_writing))
        {
            definitions.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }
}
