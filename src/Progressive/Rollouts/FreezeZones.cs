namespace Progressive.Rollouts;

/// <summary>Finds time zones by their IANA names, and says what to do where there are none.</summary>
internal static class FreezeZones
{
    // One that every version of the database has.
    private const string Witness = "Europe/London";

    public static TimeZoneInfo? Find(string id)
    {
        if (id.Equals("UTC", StringComparison.OrdinalIgnoreCase))
        {
            return TimeZoneInfo.Utc;
        }

        // The name becomes a path below the database's folder; anything that is no name is not looked for.
        return id.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? zone : null;
    }

    /// <summary>Why a zone was not found, and the fix.</summary>
    public static string Missing(string id, Func<string, TimeZoneInfo?> find) => find(Witness) is null
        ? $"the time zone '{id}' is unknown, because this machine has no time zone database. Install it (the package is called tzdata), or write the window in UTC"
        : $"the time zone '{id}' is unknown here. Write an IANA name such as Europe/Stockholm, or UTC";
}
