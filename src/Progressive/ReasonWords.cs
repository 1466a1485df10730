namespace Progressive;

/// <summary>Reasons as OpenTelemetry writes them: in lower case with underscores.</summary>
internal static class ReasonWords
{
    private static readonly string[] s_words = ["static", "default", "targeting_match", "split", "disabled", "stale", "error"];

    public static string Of(EvaluationReason reason) => s_words[(int)reason];
}
