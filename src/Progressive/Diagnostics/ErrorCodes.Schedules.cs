namespace Progressive.Diagnostics;

internal static partial class ErrorCodes
{
    /// <summary>A schedule ends before it begins, or says neither.</summary>
    internal const string ScheduleWindow = "PRG0060";

    /// <summary>Text that should say how often a window comes again.</summary>
    internal const string ScheduleEvery = "PRG0061";

    /// <summary>A window that comes again has no beginning or no end.</summary>
    internal const string RecurrenceWithoutWindow = "PRG0062";

    /// <summary>A window lasts longer than until it comes again.</summary>
    internal const string OccurrenceTooLong = "PRG0063";

    /// <summary>The first window begins on a day that is none of the recurrence's.</summary>
    internal const string FirstOccurrence = "PRG0064";

    /// <summary>A recurrence is over before it begins.</summary>
    internal const string RecurrenceEnd = "PRG0065";

    /// <summary>A number of windows that is none.</summary>
    internal const string RecurrenceTimes = "PRG0066";

    /// <summary>Until, Times or WeekStart without anything that comes again.</summary>
    internal const string RecurrenceMissing = "PRG0067";

    /// <summary>WeekStart names no day.</summary>
    internal const string UnknownDay = "PRG0068";
}
