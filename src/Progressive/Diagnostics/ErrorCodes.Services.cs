namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    internal const string ServiceNotRegistered = "PRG0200";
    internal const string ProxyMissing = "PRG0201";
    internal const string ProxyBypassed = "PRG0202";
    internal const string ServiceRoutedTwice = "PRG0203";
    internal const string CandidateCount = "PRG0204";
    internal const string CaptiveVariant = "PRG0205";
    internal const string VariantDependencyMissing = "PRG0206";
    internal const string FallbackNotReplayable = "PRG0207";
    internal const string CandidateNotReady = "PRG0208";
    internal const string CandidateNotConstructed = "PRG0209";

    internal const string ValueMismatch = "PRG0210";
}
