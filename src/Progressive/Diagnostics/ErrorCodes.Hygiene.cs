namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>The flag's expiry date is over.</summary>
    internal const string FlagExpired = "PRG0520";

    /// <summary>Nobody is named who looks after the flag.</summary>
    internal const string FlagWithoutOwner = "PRG0521";

    /// <summary>The definition leaves the flag one answer.</summary>
    internal const string FlagOneAnswer = "PRG0522";

    /// <summary>What stands after a rule for everybody decides for nobody.</summary>
    internal const string RuleUnreachable = "PRG0523";

    /// <summary>A variant is written that nothing serves.</summary>
    internal const string VariantUnserved = "PRG0524";

    /// <summary>Nobody refers to a segment.</summary>
    internal const string SegmentUnused = "PRG0525";

    /// <summary>No rollout follows a plan.</summary>
    internal const string PlanUnused = "PRG0526";

    /// <summary>A prerequisite can never be met.</summary>
    internal const string PrerequisiteNeverMet = "PRG0527";

    /// <summary>A schedule has no window left.</summary>
    internal const string ScheduleOver = "PRG0528";

    /// <summary>The flag was not evaluated for long.</summary>
    internal const string FlagNotEvaluated = "PRG0530";

    /// <summary>The flag's answer has been the same for long.</summary>
    internal const string FlagSameAnswer = "PRG0531";

    /// <summary>The flag's rollout is finished.</summary>
    internal const string RolloutFinished = "PRG0532";

    /// <summary>An option of the hygiene is out of range.</summary>
    internal const string HygieneOutOfRange = "PRG0539";
}
