using Microsoft.Extensions.Logging;
using Progressive.Diagnostics;

namespace Progressive.State;

/// <summary>Event ids are the numbers of the error ids: 352 for PRG0352.</summary>
internal static partial class StateFileLog
{
    [LoggerMessage(352, LogLevel.Warning, "State file '{Path}' cannot be read; going on with what was read before. {Reason}")]
    internal static partial void Unreadable(ILogger logger, string path, string reason);

    [LoggerMessage(360, LogLevel.Warning, ErrorCodes.StateRecovered + ": State file '{Path}' {Trouble}. Going on with the file before it, at version {Version}; {Loss}.")]
    internal static partial void RecoveredFromPrevious(ILogger logger, string path, string trouble, long version, string loss);

    [LoggerMessage(361, LogLevel.Error, ErrorCodes.StateLost + ": State file '{Path}' {Trouble} and so is the file before it. Starting empty with a new generation; {Loss}, broken files are kept as '.corrupt-N' beside it. Every rollout starts again: check the candidates that were rolled back.")]
    internal static partial void StartedEmpty(ILogger logger, string path, string trouble, string loss);

    [LoggerMessage(362, LogLevel.Warning, ErrorCodes.StateFileVanished + ": State file '{Path}' {Trouble} while in use. Going on with what this process has read, at version {Version}; {Loss}.")]
    internal static partial void RecoveredFromMemory(ILogger logger, string path, string trouble, long version, string loss);

    [LoggerMessage(363, LogLevel.Warning, "State file '{Path}' could not be repaired now; the next write tries again. {Reason}")]
    internal static partial void NotRepaired(ILogger logger, string path, string reason);
}
