using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using Progressive.Tests.Flags;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>Our schedules against the recurring time windows of Microsoft.FeatureManagement itself.</summary>
public sealed class TimeWindowDifferentialTests
{
    [Fact]
    public void A_recurring_schedule_is_open_when_their_time_window_is() =>
        Schedules.Parts.Select(Gen.Int[-2_000, 100_000].Array[20]).Sample(
            (parts, minutes) =>
            {
                var schedule = parts.Schedule();
                var time = new FakeTimeProvider(DateTimeOffset.MinValue.AddDays(1));
                var filter = new TimeWindowFilter { SystemClock = time };
                var context = new FeatureFilterEvaluationContext { FeatureName = "f", Settings = Settings(parts, schedule) };

                // Anywhere, and at the ends of the windows that follow.
                var moments = minutes.Select(m => parts.First.AddMinutes(m)).ToList();
                for (var change = schedule.NextChange(parts.First.AddTicks(-1)); change is { } then && moments.Count < 60; change = schedule.NextChange(then))
                {
                    moments.Add(then);
                    moments.Add(then.AddTicks(-1));
                }

                foreach (var now in moments.Order())
                {
                    time.SetUtcNow(now);
                    Assert.Equal(filter.EvaluateAsync(context).GetAwaiter().GetResult(), schedule.Includes(now));
                }
            },
            iter: 2_000);

    private static TimeWindowFilterSettings Settings(Schedules.Recurring parts, Progressive.Flags.Schedule schedule) => new()
    {
        Start = schedule.From,
        End = schedule.To,
        Recurrence = new Microsoft.FeatureManagement.FeatureFilters.Recurrence
        {
            Pattern = new RecurrencePattern
            {
                Type = parts.Days is null ? RecurrencePatternType.Daily : RecurrencePatternType.Weekly,
                Interval = parts.Interval,
                DaysOfWeek = parts.Days ?? [],
                FirstDayOfWeek = parts.WeekStart,
            },
            Range = new RecurrenceRange
            {
                Type = parts switch { { Until: not null } => RecurrenceRangeType.EndDate, { Times: not null } => RecurrenceRangeType.Numbered, _ => RecurrenceRangeType.NoEnd },
                EndDate = parts.Until ?? DateTimeOffset.MaxValue,
                NumberOfOccurrences = parts.Times ?? int.MaxValue,
            },
        },
    };
}
