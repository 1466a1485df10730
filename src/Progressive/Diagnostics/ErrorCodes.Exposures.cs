namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>Options of exposures that cannot be.</summary>
    internal const string InvalidExposures = "PRG0575";
}
