using System.Text.Json;
using System.Text.Json.Serialization;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>Guards as their text.</summary>
internal sealed class GuardJsonConverter : JsonConverter<Guard>
{
    public override Guard Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Guard.TryParse(reader.GetString(), null, out var guard) ? guard : throw new JsonException("This is no guard.");

    public override void Write(Utf8JsonWriter writer, Guard value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
