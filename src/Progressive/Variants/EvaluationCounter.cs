using System.Diagnostics;
using Progressive.Diagnostics;

namespace Progressive.Variants;

/// <summary>Publishes evaluations, only while somebody listens: counting costs more than deciding.</summary>
internal static class EvaluationCounter
{
    // OpenTelemetry writes reasons in lower case with underscores.
    private static readonly string[] s_reasons = ["static", "default", "targeting_match", "split", "disabled", "stale", "error"];

    public static void Count(ProgressiveTelemetry telemetry, Evaluation evaluation)
    {
        var tags = new TagList
        {
            { TelemetryNames.FlagKey, evaluation.Flag },
            { TelemetryNames.Variant, evaluation.Variant },
            { TelemetryNames.Reason, s_reasons[(int)evaluation.Reason] },
        };
        telemetry.Evaluations.Add(1, tags);
    }
}
