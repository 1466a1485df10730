namespace Progressive.Redis.Diagnostics;

/// <summary>Error ids of this package; each is a heading of the error reference.</summary>
internal static class ErrorCodes
{
    internal const string InvalidOptions = "PRG0369";

    internal const string Unreachable = "PRG0370";

    internal const string Silent = "PRG0371";

    internal const string NotPermitted = "PRG0372";

    internal const string Refused = "PRG0373";

    internal const string Malformed = "PRG0374";

    internal const string TooManyReplicas = "PRG0375";

    internal const string Contended = "PRG0376";

    internal const string ContentReplaced = "PRG0377";

    internal const string ScriptsRefused = "PRG0378";

    internal const string HintsLost = "PRG0379";
}
