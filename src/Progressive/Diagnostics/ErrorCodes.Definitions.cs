namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>The definitions have problems; the message lists them all.</summary>
    internal const string DefinitionsRejected = "PRG0001";

    /// <summary>A definition file that has to be there is not.</summary>
    internal const string DefinitionFileMissing = "PRG0002";

    /// <summary>A source of definitions cannot be read: access, size, a failure of its own.</summary>
    internal const string DefinitionSourceUnreadable = "PRG0003";

    /// <summary>A definition file is no JSON.</summary>
    internal const string DefinitionJson = "PRG0004";

    /// <summary>A name is written twice in one object.</summary>
    internal const string DuplicateKey = "PRG0005";

    /// <summary>The key of a flag, plan, variant or attribute has characters it may not have.</summary>
    internal const string InvalidKey = "PRG0006";

    /// <summary>A member that nothing reads.</summary>
    internal const string UnknownMember = "PRG0007";

    /// <summary>A member that the contract has and this version has not.</summary>
    internal const string NotSupported = "PRG0008";

    /// <summary>A value of another kind than its member takes.</summary>
    internal const string WrongKind = "PRG0009";

    /// <summary>One source gives a key a value and members at the same time.</summary>
    internal const string ValueAndMembers = "PRG0010";

    /// <summary>A file of the application's configuration is broken; reloads are held until it is repaired.</summary>
    internal const string ConfigurationFileBroken = "PRG0011";

    /// <summary>A step's share is below the one before.</summary>
    internal const string DecreasingShare = "PRG0012";

    /// <summary>A step after the one that gives the candidate everything.</summary>
    internal const string StepAfterLast = "PRG0013";

    /// <summary>The last share of a plan is not 100%.</summary>
    internal const string LastShare = "PRG0014";

    /// <summary>A step that gives the candidate nothing.</summary>
    internal const string ZeroShare = "PRG0015";

    /// <summary>A plan ends with an approval.</summary>
    internal const string ApprovalLast = "PRG0016";

    /// <summary>A step that neither time nor evidence would ever end.</summary>
    internal const string StepWithoutEnd = "PRG0017";

    /// <summary>A plan without steps.</summary>
    internal const string PlanWithoutSteps = "PRG0018";

    /// <summary>A flag names a plan that nobody defines.</summary>
    internal const string UnknownPlan = "PRG0020";

    /// <summary>A flag names a variant that it does not have.</summary>
    internal const string UnknownVariant = "PRG0021";

    /// <summary>The shares of a split do not make 100%.</summary>
    internal const string SplitSum = "PRG0022";

    /// <summary>Text that should be a share is none.</summary>
    internal const string InvalidShare = "PRG0023";

    /// <summary>A flag has a split and a rollout.</summary>
    internal const string SplitAndRollout = "PRG0024";

    /// <summary>A flag has guards of its own and a rollout.</summary>
    internal const string GuardsAndRollout = "PRG0025";

    /// <summary>The rollout's candidate stands where stable has to.</summary>
    internal const string CandidateAsStable = "PRG0026";

    /// <summary>A rollout's variants have values, and one of the two has none.</summary>
    internal const string RolloutVariants = "PRG0027";

    /// <summary>Guards that could close nothing.</summary>
    internal const string GuardsWatchNothing = "PRG0028";

    /// <summary>Text that should be a date is none.</summary>
    internal const string InvalidDate = "PRG0029";

    /// <summary>A value of another type than the flag's.</summary>
    internal const string ValueType = "PRG0030";

    /// <summary>A one-word definition that says nothing about this flag.</summary>
    internal const string Shorthand = "PRG0031";

    /// <summary>A rule that serves nothing or matches nobody.</summary>
    internal const string InvalidRule = "PRG0032";

    /// <summary>OnBreach or OnUndecided is none of the words it may be.</summary>
    internal const string UnknownWord = "PRG0040";

    /// <summary>OnUndecided without a MaxHold, so that it would never come to it.</summary>
    internal const string UndecidedWithoutLimit = "PRG0041";

    /// <summary>A guard that no step of its plan gives samples.</summary>
    internal const string GuardNotFed = "PRG0042";

    /// <summary>A preview after the first share.</summary>
    internal const string PreviewPosition = "PRG0043";

    /// <summary>A commit anywhere but at the end, after 100%.</summary>
    internal const string CommitPosition = "PRG0044";

    /// <summary>100% has a time, and no commit comes after it.</summary>
    internal const string TimeAtTheEnd = "PRG0045";

    /// <summary>A shared plan has a ceiling, which is each flag's own.</summary>
    internal const string CeilingOfSharedPlan = "PRG0046";

    /// <summary>A warm-up in a plan without a guard on latency.</summary>
    internal const string WarmUpWithoutLatency = "PRG0047";

    /// <summary>A number of calls that is none.</summary>
    internal const string WarmUpCalls = "PRG0048";

    /// <summary>A condition whose operator has no good operand.</summary>
    internal const string InvalidCondition = "PRG0049";

    /// <summary>A segment that nobody defines.</summary>
    internal const string UnknownSegment = "PRG0050";

    /// <summary>A segment that refers to itself.</summary>
    internal const string SegmentCycle = "PRG0051";

    /// <summary>A prerequisite that names no flag or no variant.</summary>
    internal const string UnknownPrerequisite = "PRG0052";

    /// <summary>A flag that is its own prerequisite.</summary>
    internal const string PrerequisiteCycle = "PRG0053";

    /// <summary>A bucketing nobody knows, or shares that do not fit it.</summary>
    internal const string InvalidBucketing = "PRG0054";

    /// <summary>A step by a segment in a plan of a flag that cannot have it.</summary>
    internal const string SegmentStep = "PRG0055";

    /// <summary>A step that cannot be read; the message names the column.</summary>
    internal const string InvalidStep = "PRG0120";

    /// <summary>A freeze that cannot be read; the message names the column.</summary>
    internal const string InvalidFreeze = "PRG0121";

    /// <summary>The time zone of a freeze is unknown on this machine.</summary>
    internal const string UnknownTimeZone = "PRG0122";
}
