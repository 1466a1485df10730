using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Progressive.Definitions;

/// <summary>The alphabet of keys: flags, plans, variants and attributes.</summary>
internal static class Keys
{
    public const int MaxLength = 128;

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    public static bool IsValid(string key, [NotNullWhen(false)] out string? why)
    {
        why = key switch
        {
            "" => "it is empty",
            _ when key.Contains(':', StringComparison.Ordinal) => "':' separates the levels of configuration keys",
            _ when key.Contains("__", StringComparison.Ordinal) => "'__' separates the levels of configuration keys in environment variables",
            { Length: > MaxLength } => $"it has {key.Length} characters, and {MaxLength} are the most",
            _ => key.AsSpan().IndexOfAnyExcept(s_allowed) is >= 0 and var at ? $"'{key[at]}' at position {at + 1} is not allowed" : null,
        };
        return why is null;
    }
}
