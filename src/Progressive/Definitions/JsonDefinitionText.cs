using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Reads a definition file: JSON with comments and trailing commas, and no name twice, not even in another case.</summary>
internal static class JsonDefinitionText
{
    /// <summary>Deeper than any definition is; a bound against files made to exhaust the stack.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonReaderOptions s_options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public static JsonReaderOptions Options => s_options;

    /// <returns>The content, or null with at least one problem.</returns>
    public static JsonObject? Read(ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems)
    {
        var before = problems.Count;
        var content = ReadTolerantly(utf8, origin, problems);
        return content is null || problems.Count > before ? null : Unwrap(content);
    }

    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith(ByteOrderMark) ? utf8[ByteOrderMark.Length..] : utf8;

    /// <summary>For whoever looks for further problems: names that are written twice are reported, and the first of them counts.</summary>
    /// <returns>The whole content, or null where it is no JSON object.</returns>
    public static JsonObject? ReadTolerantly(ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems)
    {
        utf8 = WithoutMark(utf8);
        try
        {
            var reader = new Utf8JsonReader(utf8, s_options);
            var root = reader.Read() ? ReadValue(ref reader, utf8, origin, problems) : null;
            while (reader.Read())
            {
                // The reader itself complains about anything after the end.
            }

            if (root is not JsonObject content)
            {
                problems.Add(new DefinitionProblem(ErrorCodes.DefinitionJson, "The file holds no JSON object. Write { \"Flags\": { … } }.", Origin: origin) { Line = 1, Column = 1 });
                return null;
            }

            return content;
        }
        catch (JsonException e)
        {
            var (line, column) = TextPlace.Of(utf8, e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
            problems.Add(new DefinitionProblem(
                ErrorCodes.DefinitionJson,
                $"Line {line}, column {column} is no valid JSON: {Reason(e)} Repair the file.",
                Origin: origin)
            {
                Line = line,
                Column = column,
            });
            return null;
        }
        catch (InvalidOperationException e)
        {
            // Escapes that are no characters, such as half a surrogate pair.
            problems.Add(new DefinitionProblem(ErrorCodes.DefinitionJson, $"A text in the file is no valid Unicode: {e.Message} Repair the file.", Origin: origin));
            return null;
        }
    }

    // A file may also be written as a settings file is, with everything below "Progressive".
    public static JsonObject Unwrap(JsonObject content) =>
        content.Count == 1 && content.TryGetPropertyValue("Progressive", out var inner) && inner is JsonObject section ? section : content;

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, utf8, origin, problems),
            JsonTokenType.StartArray => ReadArray(ref reader, utf8, origin, problems),
            JsonTokenType.String => JsonValue.Create(reader.GetString()),
            JsonTokenType.True => JsonValue.Create(true),
            JsonTokenType.False => JsonValue.Create(false),
            JsonTokenType.Number => ReadNumber(ref reader, utf8, origin, problems),
            _ => null,
        };

    private static JsonObject ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems)
    {
        var members = JsonNames.NewObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var at = (int)reader.TokenStartIndex;
            reader.Read();
            var value = ReadValue(ref reader, utf8, origin, problems);
            if (!members.TryAdd(name, value))
            {
                var (line, column) = TextPlace.Of(utf8, at);
                problems.Add(new DefinitionProblem(
                    ErrorCodes.DuplicateKey,
                    $"'{name}' on line {line} is written a second time in the same object (names are compared ignoring case). Remove one of the two.",
                    Origin: origin)
                {
                    Line = line,
                    Column = column,
                });
            }
        }

        return members;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems)
    {
        var items = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, utf8, origin, problems));
        }

        return items;
    }

    private static JsonValue ReadNumber(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return JsonValue.Create(whole);
        }

        if (reader.TryGetDecimal(out var number))
        {
            return JsonValue.Create(number);
        }

        if (reader.TryGetDouble(out var real) && double.IsFinite(real))
        {
            return JsonValue.Create(real);
        }

        var (line, column) = TextPlace.Of(utf8, (int)reader.TokenStartIndex);
        problems.Add(new DefinitionProblem(
            ErrorCodes.DefinitionJson, $"Line {line}, column {column} is a number that is too large. The largest are those of a double, 1.79e308.", Origin: origin)
        {
            Line = line,
            Column = column,
        });
        return JsonValue.Create(0);
    }

    // The exception's message repeats the position in a form of its own, and quotes the text with its line ends.
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).ReplaceLineEndings(" ");
    }
}
