namespace Progressive.Testing.Diagnostics;

/// <summary>What can be wrong with an override. A test that names what does not exist tests nothing, so each of these stops it.</summary>
internal static class OverrideErrors
{
    private const int MostNames = 40;

    public static ProgressiveException UnknownFlag(string flag, IReadOnlyList<string> known) => new(
        ErrorCodes.UnknownFlag,
        $"{ErrorCodes.UnknownFlag}: This host has no flag '{flag}'; it has {List(known)}. Correct the key, or define the flag in the configuration or code that the host is built from.");

    public static ProgressiveException UnknownVariant(string flag, string variant, IReadOnlyList<string> known) => new(
        ErrorCodes.UnknownVariant,
        $"{ErrorCodes.UnknownVariant}: Flag '{flag}' has no variant '{variant}'; it has {List(known)}. Name one of these, or use false to switch the flag off.");

    public static ProgressiveException NotAdded() => new(
        ErrorCodes.NotAdded,
        $"{ErrorCodes.NotAdded}: AddFlagOverrides() was called, and AddProgressiveDelivery() was not: the host has no flags to override. Call both on the services of the same host.");

    private static string List(IReadOnlyList<string> names) => names.Count == 0
        ? "none"
        : string.Join(", ", names.Order(StringComparer.OrdinalIgnoreCase).Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
