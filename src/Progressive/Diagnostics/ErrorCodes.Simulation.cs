namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>A text that says how the calls of a simulation turn out cannot be read.</summary>
    internal const string InvalidCallModel = "PRG0330";

    /// <summary>A setting of a simulation is out of range.</summary>
    internal const string InvalidSimulation = "PRG0331";
}
