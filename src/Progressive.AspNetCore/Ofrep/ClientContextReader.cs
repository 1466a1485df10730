using System.Text;
using System.Text.Json;

namespace Progressive.AspNetCore.Ofrep;

/// <summary>Reads the body of a request: <c>{"context":{"targetingKey":"…", …}}</c>. Pure; whatever comes, the answer is a context or a refusal.</summary>
/// <param name="names">The attributes that clients may set.</param>
internal sealed class ClientContextReader(IReadOnlyList<string> names)
{
    /// <summary>How deep the JSON may be nested. What rules can ask about lies at depth three.</summary>
    public const int Deepest = 16;

    // A rule may compare every element, or run a pattern over every character, once for each of thousands of flags.
    private const int LongestText = 1_024;
    private const int LongestList = 64;

    private readonly byte[][] _names = [.. names.Select(Encoding.UTF8.GetBytes)];

    public OfrepRefusal? Read(ReadOnlySpan<byte> body, out ClientContext context)
    {
        context = new ClientContext(names);
        if (body.IsEmpty)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Deepest });
            reader.Read();
            return ReadBody(ref reader, context);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: a text that is not UTF-8, or half of a surrogate pair.
            return OfrepRefusal.NotJson;
        }
    }

    private OfrepRefusal? ReadBody(ref Utf8JsonReader reader, ClientContext context)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return OfrepRefusal.BadContext("The body is no JSON object. Send {\"context\":{…}}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContext = reader.ValueTextEquals("context"u8);
            reader.Read();
            if (isContext && reader.TokenType != JsonTokenType.Null)
            {
                if (ReadContext(ref reader, context) is { } refusal)
                {
                    return refusal;
                }
            }
            else
            {
                reader.Skip();
            }
        }

        // Anything that follows the object is no JSON, and reading on says so.
        reader.Read();
        return null;
    }

    private OfrepRefusal? ReadContext(ref Utf8JsonReader reader, ClientContext context)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return OfrepRefusal.BadContext("The context is no JSON object. Send {\"context\":{\"targetingKey\":\"…\"}}.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("targetingKey"u8);
            var attribute = isKey ? -1 : IndexOf(reader);
            reader.Read();
            if (isKey)
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                {
                    return OfrepRefusal.BadContext("The targetingKey is no text. Send one, or leave it out.");
                }

                context.TargetingKey = reader.GetString();
                if (context.TargetingKey?.Length > LongestText)
                {
                    return OfrepRefusal.BadContext($"The targetingKey has more than {LongestText} characters. Send a shorter one.");
                }
            }
            else if (attribute >= 0)
            {
                if (!TryReadValue(ref reader, out var value))
                {
                    return OfrepRefusal.BadContext($"The attribute '{names[attribute]}' has more than {LongestText} characters, or more than {LongestList} elements. Send less.");
                }

                context.Set(attribute, value);
            }
            else
            {
                reader.Skip();
            }
        }

        return null;
    }

    // As they are listed, letter for letter: names in JSON are told apart by case.
    private int IndexOf(in Utf8JsonReader reader)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (reader.ValueTextEquals(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Reads a text, a number, a truth value or a list of texts. What rules know no kind for is absent: an object, null, a mixed list.</summary>
    /// <returns>False where it is too long.</returns>
    private static bool TryReadValue(ref Utf8JsonReader reader, out AttributeValue value)
    {
        value = default;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = reader.GetString()!;
                value = text;
                return text.Length <= LongestText;
            case JsonTokenType.Number:
                value = reader.TryGetInt64(out var whole) ? whole
                    : reader.TryGetDouble(out var number) && double.IsFinite(number) ? number
                    : default(AttributeValue);
                return true;
            case JsonTokenType.True or JsonTokenType.False:
                value = reader.GetBoolean();
                return true;
            case JsonTokenType.StartArray:
                return TryReadList(ref reader, out value);
            default:
                reader.Skip();
                return true;
        }
    }

    private static bool TryReadList(ref Utf8JsonReader reader, out AttributeValue value)
    {
        value = default;
        List<string> texts = [];
        var onlyTexts = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                onlyTexts = false;
                reader.Skip();
                continue;
            }

            var text = reader.GetString()!;
            texts.Add(text);
            if (text.Length > LongestText || texts.Count > LongestList)
            {
                return false;
            }
        }

        if (onlyTexts)
        {
            value = texts.ToArray();
        }

        return true;
    }
}
