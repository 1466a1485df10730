using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Progressive;

/// <summary>
/// Gives the texts of a configuration the types that their reader asks for. Only where the reader's type is a number or a truth value, and the text is
/// one: everything else stays as it was written.
/// </summary>
internal static class TextTyping
{
    /// <summary>The number as JSON writes it.</summary>
    public static bool TryNumber(string text, out string number)
    {
        number = "";
        if (Int128.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole))
        {
            number = whole.ToString(CultureInfo.InvariantCulture);
            return true;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return false;
        }

        // A decimal keeps digits that a double has not, and a double reaches further.
        number = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (double)exact == value
            ? exact.ToString(CultureInfo.InvariantCulture)
            : value.ToString("R", CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>The value as JSON that a type can be read from.</summary>
    public static JsonElement For(JsonElement value, JsonTypeInfo type)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value, type);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, JsonTypeInfo? type)
    {
        var isNullable = false;
        if (type is not null && Nullable.GetUnderlyingType(type.Type) is { } underlying)
        {
            isNullable = true;
            type = Find(type, underlying);
        }

        switch (type?.Kind, value.ValueKind)
        {
            case (JsonTypeInfoKind.None, JsonValueKind.String):
                WriteScalar(writer, value, type.Type, isNullable);
                break;
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                WriteObject(writer, value, type);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                WriteItems(writer, value, Find(type, type.ElementType));
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.String) when value.GetString() is "":
                // What configuration makes of [].
                writer.WriteStartArray();
                writer.WriteEndArray();
                break;
            case (JsonTypeInfoKind.Dictionary, JsonValueKind.Object or JsonValueKind.Array):
                WriteEntries(writer, value, Find(type, type.ElementType));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, JsonElement value, Type type, bool isNullable)
    {
        var text = value.GetString()!;
        if (isNullable && text.Length == 0)
        {
            writer.WriteNullValue();
        }
        else if (type == typeof(bool) && bool.TryParse(text, out var truth))
        {
            writer.WriteBooleanValue(truth);
        }
        else if (IsNumber(type) && TryNumber(text, out var number))
        {
            writer.WriteRawValue(number);
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, JsonTypeInfo type)
    {
        writer.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            // Names of a configuration have no case.
            var property = type.Properties.FirstOrDefault(p => p.Name.Equals(member.Name, StringComparison.Ordinal))
                ?? type.Properties.FirstOrDefault(p => p.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase));
            var inner = property is null or { CustomConverter: not null } ? null : Find(type, property.PropertyType);

            // What configuration makes of {}: nothing was said.
            if (member.Value.ValueKind == JsonValueKind.Null && inner is not null && (inner.Kind != JsonTypeInfoKind.None || (inner.Type.IsValueType && Nullable.GetUnderlyingType(inner.Type) is null)))
            {
                continue;
            }

            writer.WritePropertyName(property?.Name ?? member.Name);
            Write(writer, member.Value, inner);
        }

        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonElement items, JsonTypeInfo? type)
    {
        writer.WriteStartArray();
        foreach (var item in items.EnumerateArray())
        {
            Write(writer, item, type);
        }

        writer.WriteEndArray();
    }

    // Keys 0, 1, 2 were taken for a list; whoever asks for a dictionary knows better.
    private static void WriteEntries(Utf8JsonWriter writer, JsonElement entries, JsonTypeInfo? type)
    {
        writer.WriteStartObject();
        if (entries.ValueKind == JsonValueKind.Array)
        {
            foreach (var (position, item) in entries.EnumerateArray().Index())
            {
                writer.WritePropertyName(position.ToString(CultureInfo.InvariantCulture));
                Write(writer, item, type);
            }
        }
        else
        {
            foreach (var entry in entries.EnumerateObject())
            {
                writer.WritePropertyName(entry.Name);
                Write(writer, entry.Value, type);
            }
        }

        writer.WriteEndObject();
    }

    private static JsonTypeInfo? Find(JsonTypeInfo from, Type? type) => type is not null && from.Options.TryGetTypeInfo(type, out var found) ? found : null;

    private static bool IsNumber(Type type) => type == typeof(Int128) || type == typeof(UInt128) || type == typeof(Half)
        || (!type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Decimal);
}
