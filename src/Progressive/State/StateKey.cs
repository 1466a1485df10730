using System.Buffers;
using Progressive.Diagnostics;

namespace Progressive.State;

internal static class StateKey
{
    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    internal static string Normalize(string key, string parameter)
    {
        ArgumentNullException.ThrowIfNull(key, parameter);
        return IsValid(key)
            ? key.ToLowerInvariant()
            : throw new ArgumentException(
                $"{ErrorCodes.StateKeyInvalid}: State key '{Shorten(key)}' ({key.Length} characters) is not valid. "
                + $"Use 1 to {StateStore.MaxKeyLength} characters out of letters A to Z, digits and . _ / -",
                parameter);
    }

    internal static bool IsValid(ReadOnlySpan<char> key) => key.Length is > 0 and <= StateStore.MaxKeyLength && !key.ContainsAnyExcept(s_allowed);

    /// <summary>For a key that came out of a file: valid and already in lower case.</summary>
    internal static bool IsNormal(ReadOnlySpan<char> key) =>
        IsValid(key) && !key.ContainsAnyInRange('A', 'Z');

    internal static string Shorten(string key) => key.Length <= 160 ? key : string.Concat(key.AsSpan(0, 160), "...");
}
