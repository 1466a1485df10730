using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Reads single values, typed by JSON or written as text by configuration, which carries no types. Invariant culture everywhere.</summary>
internal static class Scalars
{
    public static bool IsFalse(JsonNode? node) => TryBoolean(node, out var value) && !value;

    public static bool TryBoolean(JsonNode? node, out bool value)
    {
        value = false;
        if (node is not JsonValue scalar)
        {
            return false;
        }

        return scalar.GetValueKind() switch
        {
            JsonValueKind.True => value = true,
            JsonValueKind.False => true,
            JsonValueKind.String => bool.TryParse(scalar.GetValue<string>(), out value),
            _ => false,
        };
    }

    public static bool TryText(JsonNode? node, out string text)
    {
        if (node is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String)
        {
            text = scalar.GetValue<string>();
            return true;
        }

        text = "";
        return false;
    }

    public static bool TryNumber(JsonNode? node, out double number)
    {
        number = 0;
        if (node is not JsonValue scalar)
        {
            return false;
        }

        return scalar.GetValueKind() switch
        {
            JsonValueKind.Number => double.TryParse(scalar.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            JsonValueKind.String => double.TryParse(scalar.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }

    /// <summary>How a value is quoted in a message.</summary>
    public static string Show(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "an object",
        JsonArray => "a list",
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => $"'{Cut(scalar.GetValue<string>())}'",
        _ => node.ToJsonString(),
    };

    public static string Cut(string text) => text.Length <= 64 ? text : text[..61] + "...";
}
