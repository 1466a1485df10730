namespace Progressive.Flags.Rules;

/// <summary>Where the ranges <c>~</c> and <c>^</c> of npm end, both of them with the lowest prerelease of the version they do not reach.</summary>
internal static class VersionRanges
{
    /// <summary><c>~1.2.3</c> and <c>~1.2</c> go on to 1.3, and <c>~1</c> to 2: what is left out is left open.</summary>
    /// <returns>Null where no version is so high.</returns>
    public static string? NextMinor(string text)
    {
        var (version, parts) = Read(text);
        return parts == 1 ? Of(version.Major, null, null) : Of(version.Major, version.Minor, null);
    }

    /// <summary>The next number after the leftmost that is not zero; where all that are written are zero, after the last of them.</summary>
    /// <returns>Null where no version is so high.</returns>
    public static string? NextBreaking(string text)
    {
        var (version, parts) = Read(text);
        return version.Major > 0 || parts == 1 ? Of(version.Major, null, null)
            : version.Minor > 0 || parts == 2 ? Of(version.Major, version.Minor, null)
            : Of(version.Major, version.Minor, version.Patch);
    }

    private static ((ulong Major, ulong Minor, ulong Patch) Version, int Parts) Read(string text)
    {
        _ = SemanticVersion.TryParse(text, out var version);
        var end = text.AsSpan().IndexOfAny('-', '+');
        return ((version.Major, version.Minor, version.Patch), (end < 0 ? text : text.AsSpan(0, end)).Count('.') + 1);
    }

    // The last number that there is goes up by one.
    private static string? Of(ulong major, ulong? minor, ulong? patch)
    {
        var last = patch ?? minor ?? major;
        if (last == ulong.MaxValue)
        {
            return null;
        }

        return (minor, patch) switch
        {
            (null, _) => FormattableString.Invariant($"{major + 1}.0.0-0"),
            (_, null) => FormattableString.Invariant($"{major}.{minor + 1}.0-0"),
            _ => FormattableString.Invariant($"{major}.{minor}.{patch + 1}-0"),
        };
    }
}
