namespace Progressive.Diagnostics;

/// <summary>Names on meters, activities and events; docs/reference/metrics.md lists them. Flag names follow OpenTelemetry's semantic conventions 1.44.</summary>
internal static class TelemetryNames
{
    public const string Source = "Progressive";

    public const string FlagKey = "feature_flag.key";
    public const string Variant = "feature_flag.result.variant";
    public const string Reason = "feature_flag.result.reason";
    public const string Version = "feature_flag.version";
    public const string Provider = "feature_flag.provider.name";
    public const string ContextId = "feature_flag.context.id";
    public const string Role = "progressive.role";
    public const string Outcome = "progressive.outcome";
    public const string ErrorType = "error.type";
    public const string Transition = "progressive.transition";
    public const string ExposureUnit = "progressive.exposure.unit";
    public const string ExposureResult = "progressive.exposure.result";

    public const string Evaluations = "progressive.evaluations";
    public const string Calls = "progressive.calls";
    public const string CallDuration = "progressive.call.duration";
    public const string Fallbacks = "progressive.fallbacks";
    public const string Measure = "progressive.measure";
    public const string ValuesMismatched = "progressive.values.mismatched";
    public const string MeasuresRejected = "progressive.measures.rejected";
    public const string Exposures = "progressive.exposures";
    public const string RolloutWeight = "progressive.rollout.weight";
    public const string RolloutTransitions = "progressive.rollout.transitions";
    public const string GuardVerdict = "progressive.guard.verdict";
}
