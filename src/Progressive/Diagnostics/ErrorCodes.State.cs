namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    internal const string StateWriteFailed = "PRG0350";
    internal const string StateLocked = "PRG0351";
    internal const string StateUnreadable = "PRG0352";
    internal const string StateFormatUnknown = "PRG0353";
    internal const string StateFileForeign = "PRG0354";
    internal const string StateKeyInvalid = "PRG0355";
    internal const string StateContentTooLarge = "PRG0356";
    internal const string StateRecovered = "PRG0360";
    internal const string StateLost = "PRG0361";
    internal const string StateFileVanished = "PRG0362";
    internal const string StateScopeInvalid = "PRG0363";
}
