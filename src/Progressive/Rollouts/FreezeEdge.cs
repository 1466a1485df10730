using System.Globalization;

namespace Progressive.Rollouts;

/// <summary>Where a freeze begins or ends, by the clock on the wall: <c>Fri 15:00</c>, <c>22:00</c> or <c>2026-12-20</c>, the last with or without a time.</summary>
internal readonly record struct FreezeEdge(DayOfWeek? Day, DateOnly? Date, int? Minute)
{
    public const int MinutesPerDay = 24 * 60;

    public static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>Whether both are days of the week, both dates, or both times alone.</summary>
    public bool IsLike(FreezeEdge other) => Day.HasValue == other.Day.HasValue && Date.HasValue == other.Date.HasValue && Minute.HasValue == other.Minute.HasValue;

    public override string ToString()
    {
        var time = Minute is { } minute ? string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}") : null;
        var day = Day is { } weekday ? Days[(int)weekday] : Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return day is null ? time! : time is null ? day : $"{day} {time}";
    }
}
