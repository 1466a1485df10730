using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Progressive.Rollouts.Fleet;

/// <summary>Numbers as base64 of their bits, the least significant byte first: exact, and half as long as in digits.</summary>
internal sealed class DoublesJsonConverter : JsonConverter<double[]>
{
    public override double[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = reader.GetBytesFromBase64();
        if (bytes.Length % sizeof(double) != 0)
        {
            throw new JsonException($"{bytes.Length} bytes are no whole number of doubles.");
        }

        var values = new double[bytes.Length / sizeof(double)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)));
            if (!double.IsFinite(values[i]))
            {
                throw new JsonException("A number is not finite.");
            }
        }

        return values;
    }

    public override void Write(Utf8JsonWriter writer, double[] value, JsonSerializerOptions options)
    {
        Span<byte> bytes = value.Length <= 64 ? stackalloc byte[value.Length * sizeof(double)] : new byte[value.Length * sizeof(double)];
        for (var i = 0; i < value.Length; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes[(i * sizeof(double))..], value[i]);
        }

        writer.WriteBase64StringValue(bytes);
    }
}
