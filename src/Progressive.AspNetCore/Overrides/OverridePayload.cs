using System.Text.Json.Serialization;

namespace Progressive.AspNetCore.Overrides;

/// <summary>The JSON inside a token; docs/guides/overrides.md describes it for those who issue tokens in another language.</summary>
internal sealed record OverridePayload
{
    [JsonPropertyName("variants")]
    public required Dictionary<string, string> Variants { get; init; }

    [JsonPropertyName("aud")]
    public required string Audience { get; init; }

    [JsonPropertyName("iat")]
    public required long IssuedAt { get; init; }

    [JsonPropertyName("exp")]
    public required long ExpiresAt { get; init; }

    [JsonPropertyName("jti")]
    public required string Id { get; init; }

    [JsonPropertyName("sub")]
    public string? Subject { get; init; }

    [JsonPropertyName("by")]
    public string? IssuedBy { get; init; }

    [JsonPropertyName("once")]
    public bool IsOneTime { get; init; }

    [JsonPropertyName("closed")]
    public bool AsksForClosed { get; init; }
}

[JsonSourceGenerationOptions(
    MaxDepth = 4,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(OverridePayload))]
internal sealed partial class OverrideJson : JsonSerializerContext;
