using System.Globalization;
using Progressive.Diagnostics;
using Progressive.Flags;

namespace Progressive.Definitions;

/// <summary>Reads a window of time. Nothing of it is guessed: a schedule that cannot be read whole is none.</summary>
internal static class ScheduleReader
{
    private const int MostTimes = 1_000_000;

    internal static readonly string[] Known = ["From", "To", "Every", "Until", "Times", "WeekStart"];

    // A window longer than this is a mistake in a year, not a window; theirs has the same limit.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3650);

    /// <param name="written">The object.</param>
    /// <param name="what">For messages, with a small letter: <c>the schedule of flag 'checkout'</c>.</param>
    /// <returns>Null when nothing is written, or something that was complained about.</returns>
    public static Schedule? Read(Written written, string what)
    {
        if (written.IsEmpty)
        {
            return null;
        }

        var before = written.Problems.Count;
        var members = new Dictionary<string, Written>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in written.Members(MemberNames.Capital(what)))
        {
            if (!MemberNames.Has(Known, member.Path.Name))
            {
                member.Complain(MemberNames.Unexpected(member.Path.Name, what, Known, []));
            }
            else if (!(Scalars.TryText(member.Node, out var text) && text.Length == 0))
            {
                // An empty text is what configuration makes of null.
                members[member.Path.Name] = member;
            }
        }

        Written At(string name) => members.TryGetValue(name, out var member) ? member : written.At(name, null);
        var (from, to, until) = (Moment(At("From"), "From"), Moment(At("To"), "To"), Moment(At("Until"), "Until"));
        var every = RecurrenceText.Read(At("Every"));
        var times = Times(At("Times"));
        var weekStart = WeekStart(At("WeekStart"));
        if (written.Problems.Count > before)
        {
            return null;
        }

        if (from is null && to is null)
        {
            written.Complain(ErrorCodes.ScheduleWindow, $"{MemberNames.Capital(what)} has neither \"From\" nor \"To\", so it is no time in particular. Write one of them, or remove it.");
        }
        else if (from >= to)
        {
            At("To").Complain(ErrorCodes.ScheduleWindow, $"{MemberNames.Capital(what)} ends before it begins: {Show(to.Value)} is not after {Show(from.Value)}. Swap From and To.");
        }

        if (every is not { } repeated)
        {
            foreach (var name in Known.Where(name => name is "Until" or "Times" or "WeekStart" && !At(name).IsEmpty))
            {
                At(name).Complain(ErrorCodes.RecurrenceMissing, $"'{name}' of {what} is about windows that come again, and this one does not. Add \"Every\", or remove it.");
            }

            return written.Problems.Count > before ? null : new Schedule(from, to);
        }

        var recurrence = repeated.Days is { } days
            ? Recurrence.Weekly(repeated.Interval, days, weekStart ?? DayOfWeek.Sunday, until, times)
            : Recurrence.Daily(repeated.Interval, until, times);
        Check(from, to, recurrence, written, At, what);
        return written.Problems.Count > before ? null : new Schedule(from, to, recurrence);
    }

    private static void Check(DateTimeOffset? from, DateTimeOffset? to, Recurrence recurrence, Written written, Func<string, Written> at, string what)
    {
        if (from is null || to is null)
        {
            written.Complain(ErrorCodes.RecurrenceWithoutWindow, $"{MemberNames.Capital(what)} comes again, so its first window needs both ends. Add \"{(from is null ? "From" : "To")}\".");
            return;
        }

        if (to > from && (to - from > recurrence.ShortestGap || to - from >= s_longest))
        {
            at("To").Complain(
                ErrorCodes.OccurrenceTooLong,
                $"A window of {what} lasts {Duration(to.Value - from.Value)} and comes again after {Duration(recurrence.ShortestGap)}. Windows may not overlap, nor last ten years: end it earlier, or repeat it less often.");
        }

        if (!recurrence.Has(from.Value.DayOfWeek))
        {
            at("From").Complain(
                ErrorCodes.FirstOccurrence,
                $"{MemberNames.Capital(what)} begins on a {from.Value.DayOfWeek} (in the offset that From is written with), which is none of the days of \"Every\". Let From be the first window.");
        }

        if (recurrence.Until < from)
        {
            at("Until").Complain(ErrorCodes.RecurrenceEnd, $"{MemberNames.Capital(what)} is over on {Show(recurrence.Until.Value)}, before it begins. Write a date after From.");
        }
    }

    private static DateTimeOffset? Moment(Written written, string what)
    {
        if (written.Text(what) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        }

        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return moment;
        }

        written.Complain(ErrorCodes.InvalidDate, $"{what} '{Scalars.Cut(text)}' is no date. Write it like 2027-03-01, or 2027-03-01T12:00:00Z.");
        return null;
    }

    private static int? Times(Written written)
    {
        if (written.IsEmpty)
        {
            return null;
        }

        if (Scalars.TryNumber(written.Node, out var number) && number is >= 1 and <= MostTimes && number == Math.Floor(number))
        {
            return (int)number;
        }

        written.Complain(ErrorCodes.RecurrenceTimes, $"Times is a number of windows from 1 to {MostTimes}, and {Scalars.Show(written.Node)} is none. Write for example 10.");
        return null;
    }

    private static DayOfWeek? WeekStart(Written written)
    {
        if (written.Text("WeekStart") is not { } text)
        {
            return null;
        }

        if (RecurrenceText.Day(text) is { } day)
        {
            return day;
        }

        written.Complain(ErrorCodes.UnknownDay, $"WeekStart is a day of the week, and '{Scalars.Cut(text)}' is none. Write for example Monday.");
        return null;
    }

    private static string Show(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture);

    private static string Duration(TimeSpan length) => length.ToString(length.Days > 0 ? "d' d 'hh':'mm':'ss" : "hh':'mm':'ss", CultureInfo.InvariantCulture);
}
