using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Progressive.Rollouts;

/// <summary>The stored form of a <see cref="FlagRecord"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(ShareJsonConverter)])]
[JsonSerializable(typeof(FlagRecord))]
internal sealed partial class FlagRecordJson : JsonSerializerContext
{
    public static byte[] Write(FlagRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.FlagRecord);

    public static bool TryRead(ReadOnlySpan<byte> content, [NotNullWhen(true)] out FlagRecord? record, [NotNullWhen(false)] out string? error)
    {
        try
        {
            record = JsonSerializer.Deserialize(content, Default.FlagRecord);
            error = record switch
            {
                null => "it is null",
                { Format: > Rollouts.FlagRecord.NewestFormat } => $"it has format {record.Format}, and this version reads up to {Rollouts.FlagRecord.NewestFormat}",
                _ => null,
            };
            record = error is null ? record : null;
            return error is null;
        }
        catch (JsonException e)
        {
            record = null;
            error = e.Message;
            return false;
        }
    }
}
