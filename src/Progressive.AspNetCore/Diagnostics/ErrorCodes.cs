namespace Progressive.AspNetCore.Diagnostics;

/// <summary>Error ids of this package; each is a heading of the error reference.</summary>
internal static class ErrorCodes
{
    internal const string NotAdded = "PRG0400";

    internal const string CandidateAlone = "PRG0401";

    internal const string RoutesDiffer = "PRG0402";

    internal const string MethodsDiffer = "PRG0403";

    internal const string NoKeySources = "PRG0404";

    internal const string NoOutcome = "PRG0405";

    internal const string AttributeName = "PRG0406";

    internal const string OverrideKey = "PRG0407";

    internal const string OverrideLifetime = "PRG0408";

    internal const string OverrideCarrier = "PRG0409";

    internal const string AdminDenied = "PRG0410";

    internal const string AdminNoFlag = "PRG0411";

    internal const string AdminNoHook = "PRG0412";

    internal const string OverridesOff = "PRG0413";
}
