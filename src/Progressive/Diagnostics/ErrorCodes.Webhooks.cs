namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>A webhook whose options contradict themselves.</summary>
    internal const string InvalidWebhook = "PRG0570";
}
