using System.Diagnostics;

namespace Progressive.Diagnostics;

/// <summary>The attributes that name a variant on a measurement; never a targeting key.</summary>
internal sealed class VariantTags(string flag, string variant, string? revision, bool isCandidate)
{
    private readonly KeyValuePair<string, object?>[] _tags = revision is null
        ?
        [
            new(TelemetryNames.FlagKey, flag),
            new(TelemetryNames.Variant, variant),
            new(TelemetryNames.Role, isCandidate ? "candidate" : "stable"),
        ]
        :
        [
            new(TelemetryNames.FlagKey, flag),
            new(TelemetryNames.Variant, variant),
            new(TelemetryNames.Role, isCandidate ? "candidate" : "stable"),
            new(TelemetryNames.Version, revision),
        ];

    public ReadOnlySpan<KeyValuePair<string, object?>> Span => _tags;

    public TagList With(string name, object? value)
    {
        var tags = new TagList(_tags);
        tags.Add(name, value);
        return tags;
    }
}
