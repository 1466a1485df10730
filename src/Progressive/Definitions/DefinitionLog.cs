using Microsoft.Extensions.Logging;

namespace Progressive.Definitions;

/// <summary>What operators hear about definitions. Event ids are stable: alerts hang on them.</summary>
internal static partial class DefinitionLog
{
    public static void Loaded(ILogger logger, long version, int flags, int rollouts, string origins) =>
        Loaded(logger, version, flags, flags == 1 ? "flag" : "flags", rollouts, rollouts == 1 ? "rollout" : "rollouts", origins);

    [LoggerMessage(1000, LogLevel.Information, "Definitions version {Version} in force: {Flags} {FlagsNoun}, {Rollouts} {RolloutsNoun}, from {Origins}")]
    private static partial void Loaded(ILogger logger, long version, int flags, string flagsNoun, int rollouts, string rolloutsNoun, string origins);

    [LoggerMessage(1001, LogLevel.Error, "Definitions not reloaded, version {Version} stays in force: {Problems}")]
    public static partial void Rejected(ILogger logger, long version, string problems);

    [LoggerMessage(1002, LogLevel.Error, "A source of definitions goes on with its last good content: {Problem}")]
    public static partial void SourceBroken(ILogger logger, string problem);

    [LoggerMessage(1003, LogLevel.Information, "A source of definitions is good again; before: {Problem}")]
    public static partial void SourceRecovered(ILogger logger, string problem);

    [LoggerMessage(1004, LogLevel.Information, "Definitions can be read again and are what was in force: version {Version}")]
    public static partial void Unchanged(ILogger logger, long version);

    [LoggerMessage(1007, LogLevel.Warning, "Flags are left out, because they cannot be translated and skipUntranslatable is set; code that reads them finds no such flag: {Flags}")]
    public static partial void LeftOut(ILogger logger, string flags);

    [LoggerMessage(1006, LogLevel.Warning, "{Id}: {Finding} {CleanUp}")]
    public static partial void Stale(ILogger logger, string id, string finding, string cleanUp);

    [LoggerMessage(1005, LogLevel.Error, "Whoever follows definitions failed on version {Version}")]
    public static partial void FollowerFailed(ILogger logger, Exception exception, long version);
}
