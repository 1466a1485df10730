using Microsoft.Extensions.Logging;
using Progressive.Redis.Diagnostics;

namespace Progressive.Redis;

/// <summary>Event ids are the numbers of the error ids where there is one; an outage has 370 whatever its cause.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(370, LogLevel.Warning, "State in Redis is out of reach: {Problem} Rollouts go on as they are; none is raised. This is told once.")]
    internal static partial void Out(ILogger logger, string problem);

    [LoggerMessage(371, LogLevel.Information, "State in Redis is back. Calls failed for {Seconds:F1} s, {Failures} of them.")]
    internal static partial void Over(ILogger logger, double seconds, long failures);

    [LoggerMessage(376, LogLevel.Error, "The watch of state in Redis met what it did not expect, and goes on.")]
    internal static partial void Unexpected(ILogger logger, Exception exception);

    [LoggerMessage(377, LogLevel.Warning, ErrorCodes.ContentReplaced + ": {Server} holds other state for {Scope} than before: it was at version {Version} of {Generation} and is at version {NewVersion} of {NewGeneration}. It was emptied or restored from a copy, or a replica took over that had not heard everything; every record is read again.")]
    internal static partial void Replaced(ILogger logger, string server, string scope, long version, string generation, long newVersion, string newGeneration);

    [LoggerMessage(378, LogLevel.Warning, "{Notice} {Reason}")]
    internal static partial void ScriptsRefused(ILogger logger, string notice, string reason);

    [LoggerMessage(379, LogLevel.Warning, "{Notice}")]
    internal static partial void HintsLost(ILogger logger, string notice);

    [LoggerMessage(380, LogLevel.Information, "{Server} tells of changes again.")]
    internal static partial void HintsHeard(ILogger logger, string server);
}
