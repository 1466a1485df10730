namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>A guard lacks a part, or has text after its end.</summary>
    internal const string GuardIncomplete = "PRG0100";

    /// <summary>The metric of a guard is not a valid key.</summary>
    internal const string GuardMetric = "PRG0101";

    /// <summary>The aggregate of a guard is unknown or does not fit the metric.</summary>
    internal const string GuardAggregate = "PRG0102";

    /// <summary>The operator of a guard is missing or unknown.</summary>
    internal const string GuardOperator = "PRG0103";

    /// <summary>The number in the bound of a guard is missing, malformed or out of range.</summary>
    internal const string GuardBound = "PRG0104";

    /// <summary>The unit of the bound of a guard is unknown or does not fit the metric.</summary>
    internal const string GuardUnit = "PRG0105";

    /// <summary>The mode of a guard is neither (warn) nor (dry-run).</summary>
    internal const string GuardMode = "PRG0106";

    /// <summary>A guard is well-formed, but this version cannot evaluate it.</summary>
    internal const string GuardNotEvaluated = "PRG0107";

    /// <summary>A duration is malformed.</summary>
    internal const string Duration = "PRG0110";
}
