namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>A metric whose definition contradicts itself.</summary>
    internal const string InvalidMetric = "PRG0550";

    /// <summary>A source of metrics that nobody has registered.</summary>
    internal const string MetricSourceUnknown = "PRG0551";

    /// <summary>A source of metrics that gives no value.</summary>
    internal const string MetricSourceFailed = "PRG0552";
}
