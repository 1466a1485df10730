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

    internal const string OverrideLivesTooLong = "PRG0414";

    internal const string OverrideUnknown = "PRG0415";

    internal const string OfrepAttribute = "PRG0430";

    internal const string OfrepBound = "PRG0431";

    internal const string OfrepApiKey = "PRG0432";

    internal const string OfrepTooLarge = "PRG0440";

    internal const string OfrepNotJson = "PRG0441";

    internal const string OfrepContext = "PRG0442";

    internal const string OfrepKeyMissing = "PRG0443";

    internal const string OfrepNoFlag = "PRG0444";
}
