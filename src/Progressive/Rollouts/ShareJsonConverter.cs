using System.Text.Json;
using System.Text.Json.Serialization;
using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>Shares are stored the way people write them.</summary>
internal sealed class ShareJsonConverter : JsonConverter<Share>
{
    public override Share Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Share.TryParse(reader.GetString(), null, out var share) ? share : throw new JsonException("A share is a percentage.");

    public override void Write(Utf8JsonWriter writer, Share value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
