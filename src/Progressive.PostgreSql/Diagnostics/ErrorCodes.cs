namespace Progressive.PostgreSql.Diagnostics;

/// <summary>Error ids of this package; each is a heading of the error reference.</summary>
internal static class ErrorCodes
{
    internal const string Unreachable = "PRG0380";

    internal const string TimedOut = "PRG0381";

    internal const string Denied = "PRG0382";

    internal const string ReadOnly = "PRG0383";

    internal const string Exhausted = "PRG0384";

    internal const string SchemaMissing = "PRG0385";

    internal const string SchemaNewer = "PRG0386";

    internal const string ContentInvalid = "PRG0387";

    internal const string TooManyReplicas = "PRG0388";

    internal const string OptionsInvalid = "PRG0389";

    internal const string HintsDegraded = "PRG0390";

    internal const string Refused = "PRG0391";
}
