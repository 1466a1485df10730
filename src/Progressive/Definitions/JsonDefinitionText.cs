using System.Text.Json;
using System.Text.Json.Nodes;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>Reads a definition file: JSON with comments and trailing commas, and no name twice, not even in another case.</summary>
internal static class JsonDefinitionText
{
    /// <summary>Deeper than any definition is; a bound against files made to exhaust the stack.</summary>
    private const int MaxDepth = 64;

    private static readonly JsonReaderOptions s_options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <returns>The content, or null with at least one problem.</returns>
    public static JsonObject? Read(ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems)
    {
        if (utf8.StartsWith(ByteOrderMark))
        {
            utf8 = utf8[ByteOrderMark.Length..];
        }

        var before = problems.Count;
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
                problems.Add(new DefinitionProblem(ErrorCodes.DefinitionJson, "The file holds no JSON object. Write { \"Flags\": { … } }.", Origin: origin));
                return null;
            }

            return problems.Count > before ? null : Unwrap(content);
        }
        catch (JsonException e)
        {
            var line = (e.LineNumber ?? 0) + 1;
            var column = (e.BytePositionInLine ?? 0) + 1;
            problems.Add(new DefinitionProblem(
                ErrorCodes.DefinitionJson,
                $"Line {line}, column {column} is no valid JSON: {Reason(e)} Repair the file.",
                Origin: origin));
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
    private static JsonObject Unwrap(JsonObject content) =>
        content.Count == 1 && content.TryGetPropertyValue("Progressive", out var inner) && inner is JsonObject section ? section : content;

    private static JsonNode? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, List<DefinitionProblem> problems) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, utf8, origin, problems),
            JsonTokenType.StartArray => ReadArray(ref reader, utf8, origin, problems),
            JsonTokenType.String => JsonValue.Create(reader.GetString()),
            JsonTokenType.True => JsonValue.Create(true),
            JsonTokenType.False => JsonValue.Create(false),
            JsonTokenType.Number => ReadNumber(ref reader),
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
                problems.Add(new DefinitionProblem(
                    ErrorCodes.DuplicateKey,
                    $"'{name}' on line {utf8[..at].Count((byte)'\n') + 1} is written a second time in the same object (names are compared ignoring case). Remove one of the two.",
                    Origin: origin));
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

    private static JsonValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return JsonValue.Create(whole);
        }

        return reader.TryGetDecimal(out var number) ? JsonValue.Create(number) : JsonValue.Create(reader.GetDouble());
    }

    // The exception's message repeats the position in a form of its own.
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? e.Message : e.Message[..end];
    }
}
