using System.Globalization;
using System.Text.Json.Nodes;
using Progressive.Definitions;
using Progressive.Diagnostics;

namespace Progressive.Migration;

/// <summary>Their time windows as schedules, recurrence included. What is no valid schedule is complained about as one.</summary>
internal static class MicrosoftTimeWindow
{
    // More windows than anybody lives to see: no limit.
    private const int Countless = 1_000_000;

    public static Clause Read(Written parameters, string flag, TranslationContext context)
    {
        var before = parameters.Problems.Count;
        var schedule = new JsonObject();
        AddMoment(schedule, "From", parameters.Of("Start"), flag, context);
        AddMoment(schedule, "To", parameters.Of("End"), flag, context);
        if (parameters.Of("Recurrence") is { IsEmpty: false } recurrence)
        {
            AddPattern(schedule, recurrence.Of("Pattern"), flag);
            AddRange(schedule, recurrence.Of("Range"), flag, context);
        }

        if (parameters.Problems.Count > before)
        {
            return Clause.Never;
        }

        if (schedule.Count == 0)
        {
            // Theirs logs a warning at each evaluation, and is off.
            parameters.Complain(ErrorCodes.ForeignParameters, $"The TimeWindow filter of flag '{flag}' has neither Start nor End, so it is never open. Write one of them, or disable the flag.");
            return Clause.Never;
        }

        ScheduleReader.Read(new Written(schedule, parameters.Path, parameters.Problems), $"the time window of flag '{flag}'");
        return Clause.Of("schedule", schedule);
    }

    private static void AddPattern(JsonObject schedule, Written pattern, string flag)
    {
        if (!Needs(pattern, "Pattern", flag))
        {
            return;
        }

        var isWeekly = MicrosoftFlag.Word(pattern.Of("Type"), "The pattern's Type", "Daily", "Weekly") == 1;
        var interval = 1;
        if (pattern.Of("Interval") is { IsEmpty: false } written && !TryWhole(written, out interval))
        {
            written.Complain(ErrorCodes.ForeignParameters, $"The recurrence's Interval of flag '{flag}' is a whole number of at least 1, but this is {Scalars.Show(written.Node)}. Correct it.");
        }

        var days = new List<DayOfWeek>();
        foreach (var day in pattern.Of("DaysOfWeek").List("DaysOfWeek"))
        {
            days.AddRange(ReadDay(day, "A day of the week") is { } named ? [named] : []);
        }

        schedule["Every"] = isWeekly && days.Count == 0
            ? (interval == 1 ? "week on" : string.Create(CultureInfo.InvariantCulture, $"{interval} weeks on"))
            : RecurrenceText.Of(interval, isWeekly ? days : null);
        if (isWeekly && pattern.Of("FirstDayOfWeek") is { IsEmpty: false } first && ReadDay(first, "FirstDayOfWeek") is { } weekStart)
        {
            schedule["WeekStart"] = weekStart.ToString();
        }
    }

    private static void AddRange(JsonObject schedule, Written range, string flag, TranslationContext context)
    {
        if (!Needs(range, "Range", flag))
        {
            return;
        }

        switch (MicrosoftFlag.Word(range.Of("Type"), "The range's Type", "NoEnd", "EndDate", "Numbered"))
        {
            case 1:
                AddMoment(schedule, "Until", range.Of("EndDate"), flag, context);
                break;
            case 2:
                var times = range.Of("NumberOfOccurrences");
                if (!TryWhole(times, out var number))
                {
                    times.Complain(ErrorCodes.ForeignParameters, $"NumberOfOccurrences of flag '{flag}' is a whole number of at least 1, but this is {Scalars.Show(times.Node)}. Correct it.");
                }
                else if (number <= Countless)
                {
                    schedule["Times"] = number;
                }

                break;
        }
    }

    private static bool Needs(Written part, string name, string flag)
    {
        if (part.Node is JsonObject)
        {
            return true;
        }

        part.Complain(ErrorCodes.ForeignParameters, $"The Recurrence of the TimeWindow filter of flag '{flag}' has no {name}. Add it, or remove the recurrence.");
        return false;
    }

    private static bool TryWhole(Written written, out int whole)
    {
        whole = 1;
        if (!Scalars.TryNumber(written.Node, out var number) || number is < 1 or > int.MaxValue || number != Math.Floor(number))
        {
            return false;
        }

        whole = (int)number;
        return true;
    }

    private static DayOfWeek? ReadDay(Written written, string what)
    {
        if (written.Text(what) is not { } text)
        {
            return null;
        }

        if (RecurrenceText.Day(text) is { } day)
        {
            return day;
        }

        written.Complain(ErrorCodes.ForeignWord, $"{what} is '{Scalars.Cut(text)}', which is no day. Write for example Monday.");
        return null;
    }

    // RFC 1123 and ISO 8601, as theirs reads them.
    private static void AddMoment(JsonObject schedule, string member, Written written, string flag, TranslationContext context)
    {
        if (written.Text(written.Path.Name) is not { Length: > 0 } text)
        {
            return;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            written.Complain(ErrorCodes.ForeignParameters, $"{written.Path.Name} '{Scalars.Cut(text)}' of flag '{flag}' is no date. Write it like 2027-03-01T12:00:00Z.");
            return;
        }

        if (DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var local) && local.Kind == DateTimeKind.Unspecified)
        {
            context.Note(written, $"{written.Path.Name} '{text}' of flag '{flag}' has no offset: taken as UTC, where theirs takes the zone of the machine");
        }

        schedule[member] = moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture).Replace("+00:00", "Z", StringComparison.Ordinal);
    }
}
