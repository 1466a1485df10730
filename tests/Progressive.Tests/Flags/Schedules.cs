using CsCheck;
using Progressive.Flags;

namespace Progressive.Tests.Flags;

/// <summary>Recurring schedules that keep the rules of their reader.</summary>
internal static class Schedules
{
    public static Gen<Recurring> Parts { get; } = Gen
        .Select(Gen.Int[0, 20_000], Gen.Int[-14, 14], Gen.Int[0, 3], Gen.Int[1, 127], Gen.Int[0, 6], Gen.Double[0.001, 1], Gen.Select(Gen.Int[0, 2], Gen.Int[0, 60]))
        .Select((hour, offset, interval, bits, weekStart, part, end) =>
        {
            var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(offset)).AddHours(hour);
            var days = Enum.GetValues<DayOfWeek>().Where(day => (bits >> (int)day & 1) == 1 || day == first.DayOfWeek).ToArray();
            return new Recurring(
                first, part, Math.Max(1, interval), interval == 0 ? null : days, (DayOfWeek)weekStart, end.Item1 == 1 ? first.AddDays(end.Item2) : null, end.Item1 == 2 ? end.Item2 + 1 : null);
        });

    public static Gen<Schedule> Any { get; } = Parts.Select(static parts => parts.Schedule());

    /// <summary>Part is of the time that a window may last.</summary>
    public sealed record Recurring(
        DateTimeOffset First, double Part, int Interval, DayOfWeek[]? Days, DayOfWeek WeekStart, DateTimeOffset? Until, int? Times)
    {
        public Schedule Schedule()
        {
            var recurrence = Days is null ? Recurrence.Daily(Interval, Until, Times) : Recurrence.Weekly(Interval, Days, WeekStart, Until, Times);
            return new Schedule(First, First + TimeSpan.FromMinutes(Math.Max(1, Math.Floor(recurrence.ShortestGap.TotalMinutes * Part))), recurrence);
        }
    }
}
