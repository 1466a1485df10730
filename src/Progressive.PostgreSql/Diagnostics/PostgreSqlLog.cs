using Microsoft.Extensions.Logging;

namespace Progressive.PostgreSql.Diagnostics;

/// <summary>Event ids are the numbers of the error ids: 390 for the id of degraded hints.</summary>
internal static partial class PostgreSqlLog
{
    [LoggerMessage(380, LogLevel.Warning, "State in {Store} is out. {Reason}")]
    internal static partial void OutageBegan(ILogger logger, string store, string reason);

    [LoggerMessage(381, LogLevel.Information, "State in {Store} is back after {Seconds:0.0} s.")]
    internal static partial void OutageEnded(ILogger logger, string store, double seconds);

    [LoggerMessage(385, LogLevel.Information, "Schema '{Schema}' of {Store} was migrated to version {Version}.")]
    internal static partial void Migrated(ILogger logger, string store, string schema, int version);

    [LoggerMessage(390, LogLevel.Warning, "{Notice}")]
    internal static partial void HintsDegraded(ILogger logger, string notice);

    [LoggerMessage(392, LogLevel.Information, "Hints of changes in {Store} are heard again.")]
    internal static partial void HintsRestored(ILogger logger, string store);
}
