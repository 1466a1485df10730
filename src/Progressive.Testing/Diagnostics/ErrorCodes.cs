namespace Progressive.Testing.Diagnostics;

/// <summary>Error ids of this package; each is a heading of the error reference.</summary>
internal static class ErrorCodes
{
    internal const string UnknownFlag = "PRG0450";

    internal const string UnknownVariant = "PRG0451";

    internal const string NotAdded = "PRG0452";

    internal const string StoreOutage = "PRG0453";

    internal const string TooManyReplicas = "PRG0454";

    internal const string PromiseBroken = "PRG0455";
}
