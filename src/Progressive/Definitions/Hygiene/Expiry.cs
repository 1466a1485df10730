using System.Globalization;
using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions.Hygiene;

/// <summary>Flags past the date that somebody wrote, and words about dates.</summary>
internal static class Expiry
{
    /// <summary>The tag of flags that are meant to stay: switches for emergencies, entitlements.</summary>
    public const string PermanentTag = "permanent";

    public static bool IsPermanent(this FlagNotes notes) => notes.Tags.Contains(PermanentTag, StringComparer.OrdinalIgnoreCase);

    /// <summary>A day that is over: on the day itself the flag may still be there.</summary>
    public static FlagFinding? Find(CompiledFlagParts parts, DateTimeOffset now)
    {
        var notes = parts.Notes;
        if (notes.Expires is not { } expires || expires.UtcDateTime.Date >= now.UtcDateTime.Date)
        {
            return null;
        }

        var owner = notes.Owner is { } name ? $"Ask {name} whether it can go" : "Nobody is named as its owner: find out whether it can go";
        return new FlagFinding(ErrorCodes.FlagExpired, parts.Key, $"Flag '{parts.Key}' expired on {Day(expires)}.", $"{owner}; if so delete it, if not move its Expires.");
    }

    public static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Days(TimeSpan time) => time.Days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{time.Days} days");
}
