using System.Collections;
using System.Security.Cryptography;
using System.Text;
using Progressive.Diagnostics;

namespace Progressive.Exposures;

/// <summary>The attributes of one exposure's event.</summary>
internal sealed class ExposureEvent : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _attributes;
    private readonly Exposure _exposure;

    public ExposureEvent(Exposure exposure, ExposureUnit unit)
    {
        _exposure = exposure;
        _attributes =
        [
            new(TelemetryNames.FlagKey, exposure.Flag),
            new(TelemetryNames.Variant, exposure.Variant),
            new(TelemetryNames.Reason, ReasonWords.Of(exposure.Reason)),
            new(TelemetryNames.Provider, "progressive"),
            new(TelemetryNames.ExposureUnit, exposure.UnitKind),
        ];
        if (exposure.Revision is { } revision)
        {
            _attributes.Add(new(TelemetryNames.Version, revision));
        }

        if (unit != ExposureUnit.Omitted)
        {
            _attributes.Add(new(TelemetryNames.ContextId, unit == ExposureUnit.Plain ? exposure.Unit : Hash(exposure.Unit)));
        }

        if (exposure.Error != EvaluationError.None)
        {
            _attributes.Add(new(TelemetryNames.ErrorType, exposure.Error == EvaluationError.TargetingKeyMissing ? "targeting_key_missing" : "flag_not_found"));
        }
    }

    public int Count => _attributes.Count;

    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{_exposure.Flag}={_exposure.Variant} ({_exposure.Reason})";

    private static string Hash(string unit) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(unit)).AsSpan(0, 16));
}
