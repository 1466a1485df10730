using System.Globalization;
using Progressive.Diagnostics;

namespace Progressive.Definitions;

/// <summary>How often a window comes again: <c>day</c>, <c>2 days</c>, <c>week on Mon, Wed</c>, <c>2 weeks on Mon</c>.</summary>
internal static class RecurrenceText
{
    // Ten years of days; beyond that nothing comes again.
    private const int MostInterval = 3650;
    private const string Example = "Write for example 'day', '2 days', 'week on Mon, Wed' or '2 weeks on Fri'.";

    public static (int Interval, DayOfWeek[]? Days)? Read(Written written)
    {
        if (written.Text("Every") is not { } text)
        {
            return null;
        }

        if (TryParse(text, out var interval, out var days, out var why))
        {
            return (interval, days);
        }

        written.Complain(ErrorCodes.ScheduleEvery, $"Every '{Scalars.Cut(text)}': {why}. {Example}");
        return null;
    }

    /// <summary>The text that is read back as the same.</summary>
    public static string Of(int interval, IReadOnlyList<DayOfWeek>? days)
    {
        var unit = days is null ? "day" : "week";
        var number = interval == 1 ? unit : string.Create(CultureInfo.InvariantCulture, $"{interval} {unit}s");
        return days is null ? number : $"{number} on {string.Join(", ", days.Select(static day => day.ToString()[..3]))}";
    }

    public static DayOfWeek? Day(string text)
    {
        foreach (var day in Enum.GetValues<DayOfWeek>())
        {
            var name = day.ToString();
            if (text.Equals(name, StringComparison.OrdinalIgnoreCase) || text.Equals(name[..3], StringComparison.OrdinalIgnoreCase))
            {
                return day;
            }
        }

        return null;
    }

    private static bool TryParse(string text, out int interval, out DayOfWeek[]? days, out string why)
    {
        (interval, days, why) = (1, null, "");
        var words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var at = 0;
        if (words.Length > 0 && char.IsAsciiDigit(words[0][0]))
        {
            at++;
            if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out interval) || interval is < 1 or > MostInterval)
            {
                why = $"'{words[0]}' is no number from 1 to {MostInterval}";
                return false;
            }
        }

        var unit = at < words.Length ? words[at++].ToUpperInvariant() : "";
        if (unit is "DAY" or "DAYS")
        {
            why = at < words.Length ? $"'{words[at]}' is too much after days" : "";
            return why.Length == 0;
        }

        if (unit is not ("WEEK" or "WEEKS"))
        {
            why = unit.Length == 0 ? "'day' or 'week' is missing" : "it is counted in days or weeks";
            return false;
        }

        if (at >= words.Length || !words[at++].Equals("on", StringComparison.OrdinalIgnoreCase) || at == words.Length)
        {
            why = "the days are missing";
            return false;
        }

        var named = new List<DayOfWeek>();
        for (; at < words.Length; at++)
        {
            if (Day(words[at]) is not { } day)
            {
                why = $"'{words[at]}' is no day";
                return false;
            }

            if (!named.Contains(day))
            {
                named.Add(day);
            }
        }

        days = [.. named];
        return true;
    }
}
