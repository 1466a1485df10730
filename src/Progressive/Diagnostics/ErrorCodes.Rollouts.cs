namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    internal const string NoRollout = "PRG0300";
    internal const string StateUnknown = "PRG0301";
    internal const string MovedOn = "PRG0302";
    internal const string CommandRefused = "PRG0303";
    internal const string ReasonMissing = "PRG0304";
    internal const string AlphaOutOfRange = "PRG0305";
    internal const string MarginOutOfRange = "PRG0308";
    internal const string NoSuchFlag = "PRG0306";
    internal const string RecordUnreadable = "PRG0307";
}
