using System.Diagnostics;
using Progressive.Diagnostics;

namespace Progressive.Variants;

/// <summary>Publishes evaluations, only while somebody listens: counting costs more than deciding.</summary>
internal static class EvaluationCounter
{
    public static void Count(ProgressiveTelemetry telemetry, Evaluation evaluation)
    {
        var tags = new TagList
        {
            { TelemetryNames.FlagKey, evaluation.Flag },
            { TelemetryNames.Variant, evaluation.Variant },
            { TelemetryNames.Reason, ReasonWords.Of(evaluation.Reason) },
        };
        telemetry.Evaluations.Add(1, tags);
    }
}
