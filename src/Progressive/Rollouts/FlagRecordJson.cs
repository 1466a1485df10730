using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>The stored form of a <see cref="FlagRecord"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    Converters = [typeof(TextJsonConverter<Share>), typeof(TextJsonConverter<Guard>)])]
[JsonSerializable(typeof(FlagRecord))]
internal sealed partial class FlagRecordJson : JsonSerializerContext
{
    // A member that is absent reads as the default of its type, which for an array is none at all.
    private static FlagRecord Complete(FlagRecord record) => record with
    {
        Closed = record.Closed.IsDefault ? [] : record.Closed,
        Rollouts = record.Rollouts.IsDefault
            ? []
            : [.. record.Rollouts.Select(r => new RolloutRecord(
                r.State with
                {
                    History = r.State.History.IsDefault ? [] : r.State.History,
                    Segments = r.State.Segments.IsDefault ? [] : r.State.Segments,
                    Reported = r.State.Reported.IsDefault ? [] : r.State.Reported,
                    PlanText = r.State.PlanText ?? "",
                },
                r.Evidence.IsDefault ? [] : r.Evidence))],
    };

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
            record = error is null ? Complete(record!) : null;
            return error is null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            record = null;
            error = e.Message;
            return false;
        }
    }
}
