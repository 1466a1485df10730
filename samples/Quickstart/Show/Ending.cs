using System.Text.Json;
using System.Text.Json.Serialization;

namespace Quickstart.Show;

/// <summary>How a rollout ended, for programs.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Result"><c>promoted</c> or <c>rolledBack</c>; null where it did not end in time.</param>
/// <param name="CandidateCalls">Answers that users got from the candidate.</param>
/// <param name="BadAnswers">Those of them that were errors, or slower than the guard allows.</param>
/// <param name="SecondsToEnding">From the first request to the promotion or the roll-back.</param>
internal sealed record Ending(
    string Flag,
    [property: JsonPropertyName("ending")] string? Result,
    long CandidateCalls,
    long BadAnswers,
    double? SecondsToEnding)
{
    public static string Of(Act act) => JsonSerializer.Serialize(
        new Ending(
            act.Flag,
            act.TimeToEnding is null ? null : act.IsPromoted ? "promoted" : "rolledBack",
            act.Tally.CandidateCalls,
            act.Tally.BadAnswers,
            act.TimeToEnding is { } time ? Math.Round(time.TotalSeconds, 1) : null),
        EndingJson.Default.Ending);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Ending))]
internal sealed partial class EndingJson : JsonSerializerContext;
