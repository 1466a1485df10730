using System.Globalization;
using System.Text.Json.Nodes;

namespace Progressive.Definitions;

/// <summary>Writes a window of time as a file would.</summary>
internal static class ScheduleWriting
{
    public static JsonObject Of(DateTimeOffset? from, DateTimeOffset? to, string? every, DateTimeOffset? until = null, int? times = null, DayOfWeek? weekStart = null)
    {
        var schedule = JsonNames.NewObject();
        Set(schedule, "From", from);
        Set(schedule, "To", to);
        Set(schedule, "Until", until);
        if (every is not null)
        {
            schedule["Every"] = every;
        }

        if (times is { } count)
        {
            schedule["Times"] = count;
        }

        if (weekStart is { } day)
        {
            schedule["WeekStart"] = day.ToString();
        }

        return schedule;
    }

    // The offset is kept: days of a recurrence begin by it.
    private static void Set(JsonObject schedule, string member, DateTimeOffset? moment)
    {
        if (moment is { } known)
        {
            schedule[member] = known.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
        }
    }
}
