namespace Progressive.Cli.Diagnostics;

/// <summary>Error ids of this tool; each is a heading of the error reference.</summary>
internal static class ErrorCodes
{
    /// <summary>The command line cannot be understood.</summary>
    internal const string Usage = "PRG0500";

    /// <summary>A file on the command line cannot be read.</summary>
    internal const string FileUnreadable = "PRG0501";

    /// <summary>The files have no such flag.</summary>
    internal const string UnknownFlag = "PRG0502";

    /// <summary>The flag has no rollout to simulate.</summary>
    internal const string NoRollout = "PRG0503";

    /// <summary>The files have problems, so there is nothing to simulate.</summary>
    internal const string InvalidDefinitions = "PRG0504";

    /// <summary>A file cannot be written.</summary>
    internal const string FileUnwritable = "PRG0505";

    /// <summary>A file does not have the findings of a process.</summary>
    internal const string StatusUnreadable = "PRG0506";
}
