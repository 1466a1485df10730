using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>The part of a revision that comes from a variant's value: another value is another thing to try.</summary>
internal static class ValueHash
{
    /// <summary>16 hexadecimal digits of XxHash3 over the value in one canonical form, so that order, spacing and 1.0 for 1 change nothing.</summary>
    public static string Of(JsonNode value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString())).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                text.Append('{');
                foreach (var (name, member) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    WriteText(name, text);
                    text.Append(':');
                    Write(member, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                WriteText(scalar.GetValue<string>(), text);
                break;
            case JsonValue scalar when Scalars.TryNumber(scalar, out var number):
                // Digits that a double cannot hold still tell two values apart.
                var written = scalar.ToJsonString();
                text.Append(decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (exact != 0 || number == 0)
                    ? exact.ToString("0.############################", CultureInfo.InvariantCulture)
                    : number.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    // The length in front keeps texts apart from the marks between them.
    private static void WriteText(string value, StringBuilder text) =>
        text.Append('"').Append(value.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(value);
}
