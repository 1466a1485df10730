using System.Text.Json.Serialization;

namespace Progressive.AspNetCore.Admin;

/// <summary>The answer of <c>GET api/flags/{key}/verdict</c>.</summary>
/// <param name="Verdict"><c>pass</c>, <c>fail</c> or <c>insufficient</c>.</param>
/// <param name="Reason">Why, with the evidence.</param>
/// <param name="Phase">The rollout's phase; null without one.</param>
/// <param name="Candidate">The variant that is tried.</param>
/// <param name="Stable">The one it is compared with.</param>
/// <param name="Guards">Each guard.</param>
/// <param name="AsOf">When.</param>
internal sealed record VerdictAnswer(
    string Verdict,
    string Reason,
    string? Phase,
    VerdictArm Candidate,
    VerdictArm Stable,
    IReadOnlyList<VerdictGuard> Guards,
    DateTimeOffset AsOf);

/// <summary>One variant: the most calls that one of the guards looked at.</summary>
internal sealed record VerdictArm(string? Revision, double? Weight, long Calls);

/// <summary>One guard.</summary>
internal sealed record VerdictGuard(string Guard, string Verdict, string Evidence);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerdictAnswer))]
internal sealed partial class AdminJson : JsonSerializerContext;
