using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Progressive.Guards;

namespace Progressive.Rollouts.Fleet;

/// <summary>The stored form of a <see cref="FleetReport"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(DoublesJsonConverter)])]
[JsonSerializable(typeof(FleetReport))]
internal sealed partial class FleetReportJson : JsonSerializerContext
{
    public static byte[] Write(FleetReport report) => JsonSerializer.SerializeToUtf8Bytes(report, Default.FleetReport);

    /// <summary>Reads what another process wrote, of whatever version; what it cannot be understood of is nobody's evidence.</summary>
    public static bool TryRead(ReadOnlySpan<byte> content, [NotNullWhen(true)] out FleetReport? report)
    {
        try
        {
            report = JsonSerializer.Deserialize(content, Default.FleetReport) is { } read && read.Format <= Fleet.FleetReport.NewestFormat ? Complete(read) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            report = null;
        }

        return report is not null;
    }

    // A member that is absent reads as the default of its type, which for an array is none at all.
    private static FleetReport Complete(FleetReport report) => report with
    {
        Rollouts = report.Rollouts.IsDefault
            ? []
            : [.. report.Rollouts.Select(static rollout => rollout with { Windows = rollout.Windows.IsDefault ? [] : [.. rollout.Windows.Select(static window => window with { Spans = [.. window.Spans.Select(Complete).Where(static span => span.IsSound)] })] })],
    };

    private static GuardSpan Complete(GuardSpan span) => span with { Late = span.Late ?? [], Running = span.Running ?? [], Exclusions = span.Exclusions ?? [] };
}
