using System.Globalization;
using System.Numerics;

namespace Progressive.Flags;

/// <summary>
/// Every so many days, or on days of every so many weeks, counted from the first window in steps of 24 hours. The rules are those of the recurring
/// time windows of Microsoft.FeatureManagement, which are those of calendars.
/// </summary>
internal sealed class Recurrence
{
    private const int DaysPerWeek = 7;

    private readonly int _interval;
    private readonly DayOfWeek _weekStart;

    // Bit n: the day n days after the week's first. Zero: not by weeks.
    private readonly uint _days;

    private Recurrence(int interval, uint days, DayOfWeek weekStart, DateTimeOffset? until, int? times)
    {
        _interval = interval;
        _days = days;
        _weekStart = weekStart;
        Until = until;
        Times = times;
    }

    /// <summary>The last moment at which a window may begin.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>How many windows there are.</summary>
    public int? Times { get; }

    /// <summary>The shortest time from one beginning to the next: no window may last longer.</summary>
    public TimeSpan ShortestGap => TimeSpan.FromDays(_days == 0 ? _interval : ShortestGapOfWeeks());

    public static Recurrence Daily(int interval, DateTimeOffset? until = null, int? times = null) => new(interval, 0, default, until, times);

    public static Recurrence Weekly(
        int interval, IEnumerable<DayOfWeek> days, DayOfWeek weekStart = DayOfWeek.Sunday, DateTimeOffset? until = null, int? times = null) =>
        new(interval, days.Aggregate(0u, (bits, day) => bits | (1u << DaysBetween(weekStart, day))), weekStart, until, times);

    /// <summary>Whether a window may begin on that day: the first has to.</summary>
    public bool Has(DayOfWeek day) => _days == 0 || (_days >> DaysBetween(_weekStart, day) & 1) == 1;

    /// <summary>The last beginning that is not after a moment; null when none of the recurrence is left by then.</summary>
    /// <param name="first">The first beginning.</param>
    /// <param name="now">Not before the first.</param>
    public DateTimeOffset? LastUpTo(DateTimeOffset first, DateTimeOffset now)
    {
        var day = (now - first).Days;
        var last = _days == 0 ? day - (day % _interval) : LastOfWeeks(first, day);
        return IsLeft(first, last) ? first.AddDays(last) : null;
    }

    /// <summary>The beginning that follows one; null when it was the last, or is at the end of the calendar.</summary>
    public DateTimeOffset? FirstAfter(DateTimeOffset first, DateTimeOffset start)
    {
        var day = (start - first).Days;
        var next = _days == 0 ? (long)day + _interval : NextOfWeeks(first, day);

        // A day to spare, because the end of the calendar is checked in local time too.
        return next < (DateTime.MaxValue - first.UtcDateTime).Days && IsLeft(first, (int)next) ? first.AddDays(next) : null;
    }

    /// <summary>For people: <c>every 2 weeks on Mon, Wed until 2027-01-01T00:00:00Z</c>.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        var unit = _days == 0 ? "day" : "week";
        var days = string.Join(", ", Enumerable.Range(0, DaysPerWeek).Where(day => (_days >> day & 1) == 1).Select(day => culture.DateTimeFormat.AbbreviatedDayNames[((int)_weekStart + day) % DaysPerWeek]));
        return string.Create(culture, $"every {(_interval == 1 ? unit : $"{_interval} {unit}s")}{(days.Length == 0 ? "" : $" on {days}")}")
            + (Until is { } until ? string.Create(culture, $" until {until:yyyy-MM-dd'T'HH:mm:ssK}") : "")
            + (Times is { } times ? string.Create(culture, $", {times} times") : "");
    }

    private static int DaysBetween(DayOfWeek from, DayOfWeek to) => ((int)to - (int)from + DaysPerWeek) % DaysPerWeek;

    private bool IsLeft(DateTimeOffset first, int day) => !(first.AddDays(day) > Until) && !(NumberOf(first, day) > Times);

    /// <summary>Which of the beginnings a day is, counted from 1.</summary>
    private long NumberOf(DateTimeOffset first, int day)
    {
        if (_days == 0)
        {
            return (day / _interval) + 1;
        }

        var before = DaysBetween(_weekStart, first.DayOfWeek);
        var (week, of) = Math.DivRem(day + before, DaysPerWeek);
        return ((long)(week / _interval) * BitOperations.PopCount(_days)) + BitOperations.PopCount(_days & Up(of + 1)) - BitOperations.PopCount(_days & Up(before));
    }

    private int LastOfWeeks(DateTimeOffset first, int day)
    {
        var before = DaysBetween(_weekStart, first.DayOfWeek);
        var (week, of) = Math.DivRem(day + before, DaysPerWeek);
        var over = week % _interval;
        var candidates = over == 0 ? _days & Up(of + 1) : _days;
        if (candidates == 0)
        {
            // Before the first of its days: the last was an interval ago.
            (over, candidates) = (_interval, _days);
        }

        return ((week - over) * DaysPerWeek) + BitOperations.Log2(candidates) - before;
    }

    private long NextOfWeeks(DateTimeOffset first, int day)
    {
        var before = DaysBetween(_weekStart, first.DayOfWeek);
        var (week, of) = Math.DivRem(day + before, DaysPerWeek);
        var later = _days & ~Up(of + 1);
        return later != 0
            ? (week * DaysPerWeek) + BitOperations.TrailingZeroCount(later) - before
            : (((long)week + _interval) * DaysPerWeek) + BitOperations.TrailingZeroCount(_days) - before;
    }

    private int ShortestGapOfWeeks()
    {
        var shortest = _interval * DaysPerWeek;
        var before = -1;
        for (var day = 0; day < DaysPerWeek; day++)
        {
            if ((_days >> day & 1) == 1)
            {
                shortest = before < 0 ? shortest : Math.Min(shortest, day - before);
                before = day;
            }
        }

        // From the last of one week to the first of the next that counts.
        return Math.Min(shortest, (_interval * DaysPerWeek) + BitOperations.TrailingZeroCount(_days) - before);
    }

    private static uint Up(int days) => (1u << days) - 1;
}
