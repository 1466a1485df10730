using System.Globalization;
using CsCheck;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class ScheduleTests
{
    // A Tuesday.
    private static readonly DateTimeOffset s_first = At("2026-12-01T22:00:00+02:00");

    [Theory]
    [InlineData("2026-11-30T23:59:59Z", false, "2026-12-01T00:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", true, "2026-12-02T00:00:00Z")]
    [InlineData("2026-12-01T01:00:00+02:00", false, "2026-12-01T00:00:00Z")]
    [InlineData("2026-12-01T23:59:59.9999999Z", true, "2026-12-02T00:00:00Z")]
    [InlineData("2026-12-02T00:00:00Z", false, null)]
    public void A_window_has_its_beginning_and_not_its_end(string now, bool included, string? change) =>
        Verify(new Schedule(At("2026-12-01T00:00:00Z"), At("2026-12-02T00:00:00Z")), now, included, change);

    [Theory]
    [InlineData("2026-11-30T23:59:59Z", false, "2026-12-01T00:00:00Z")]
    [InlineData("2999-01-01T00:00:00Z", true, null)]
    public void Without_an_end_it_stays_open(string now, bool included, string? change) =>
        Verify(new Schedule(At("2026-12-01T00:00:00Z"), null), now, included, change);

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", true, "2026-12-01T00:00:00Z")]
    [InlineData("2026-12-01T00:00:00Z", false, null)]
    public void Without_a_beginning_it_has_been_open(string now, bool included, string? change) =>
        Verify(new Schedule(null, At("2026-12-01T00:00:00Z")), now, included, change);

    [Theory]
    [InlineData("2026-12-01T20:00:00Z", true, "2026-12-02T04:00:00Z")]
    [InlineData("2026-12-02T04:00:00Z", false, "2026-12-03T20:00:00Z")]
    [InlineData("2026-12-02T20:00:00Z", false, "2026-12-03T20:00:00Z")]
    [InlineData("2026-12-03T20:00:00Z", true, "2026-12-04T04:00:00Z")]
    [InlineData("2026-12-07T21:00:00Z", true, "2026-12-08T04:00:00Z")]
    [InlineData("2026-12-08T04:00:00Z", false, null)]
    [InlineData("2026-12-09T21:00:00Z", false, null)]
    public void Every_other_night_four_times(string now, bool included, string? change) =>
        Verify(new Schedule(s_first, s_first.AddHours(8), Recurrence.Daily(2, times: 4)), now, included, change);

    [Theory]
    [InlineData("2026-12-01T21:00:00Z", true, "2026-12-02T04:00:00Z")]
    [InlineData("2026-12-02T05:00:00Z", false, "2026-12-04T20:00:00Z")]
    [InlineData("2026-12-04T20:00:00Z", true, "2026-12-05T04:00:00Z")]

    // The Tuesday after is in the week that is left out.
    [InlineData("2026-12-08T21:00:00Z", false, "2026-12-15T20:00:00Z")]
    [InlineData("2026-12-15T21:00:00Z", true, "2026-12-16T04:00:00Z")]
    [InlineData("2026-12-18T21:00:00Z", true, "2026-12-19T04:00:00Z")]
    [InlineData("2026-12-19T04:00:00Z", false, null)]
    [InlineData("2026-12-29T21:00:00Z", false, null)]
    public void Tuesday_and_Friday_of_every_other_week_until_Christmas(string now, bool included, string? change) =>
        Verify(
            new Schedule(s_first, s_first.AddHours(8), Recurrence.Weekly(2, [DayOfWeek.Friday, DayOfWeek.Tuesday], until: At("2026-12-24T00:00:00Z"))),
            now,
            included,
            change);

    /// <summary>Sunday is the last day of one week or the first of the next, which matters when every other week counts.</summary>
    [Theory]
    [InlineData(DayOfWeek.Monday, "2026-12-06", true)]
    [InlineData(DayOfWeek.Monday, "2026-12-13", false)]
    [InlineData(DayOfWeek.Sunday, "2026-12-06", false)]
    [InlineData(DayOfWeek.Sunday, "2026-12-13", true)]
    public void The_week_begins_where_it_is_said_to(DayOfWeek weekStart, string sunday, bool included) =>
        Assert.Equal(
            included,
            new Schedule(s_first, s_first.AddHours(1), Recurrence.Weekly(2, [DayOfWeek.Tuesday, DayOfWeek.Sunday], weekStart)).Includes(At(sunday + "T22:30:00+02:00")));

    [Theory]
    [InlineData(1, "Mon Tue", 1)]
    [InlineData(1, "Mon Wed Fri", 2)]
    [InlineData(1, "Sun Sat", 1)]
    [InlineData(2, "Sun Sat", 6)]
    [InlineData(3, "Mon", 21)]
    [InlineData(1, "Wed", 7)]
    public void The_shortest_gap_is_what_a_window_may_last(int interval, string days, int expected) =>
        Assert.Equal(TimeSpan.FromDays(expected), Recurrence.Weekly(interval, days.Split(' ').Select(Day)).ShortestGap);

    [Fact]
    public void Nothing_begins_beyond_the_end_of_the_calendar()
    {
        var from = At("9999-12-30T00:00:00Z");
        foreach (var recurrence in new[] { Recurrence.Daily(3), Recurrence.Weekly(1, [from.DayOfWeek]) })
        {
            var schedule = new Schedule(from, from.AddHours(1), recurrence);
            Assert.Equal(from.AddHours(1), schedule.NextChange(from));
            Assert.Null(schedule.NextChange(from.AddHours(1)));
        }
    }

    /// <summary>Between now and the next change nothing changes, and at it something does or another window begins at once.</summary>
    [Fact]
    public void Nothing_changes_before_the_next_change() =>
        Schedules.Any.Select(Gen.Int[-3, 400], Gen.Double[0, 1]).Sample((schedule, hours, part) =>
        {
            var now = schedule.From!.Value.AddHours(hours);
            var included = schedule.Includes(now);
            var change = schedule.NextChange(now);
            var between = now + ((change ?? now.AddYears(3)) - now - TimeSpan.FromTicks(1)) * part;
            Assert.Equal(included, schedule.Includes(between));
            if (change is { } then)
            {
                Assert.True(then > now);
                Assert.True(included || schedule.Includes(then));
                Assert.True(!included || !schedule.Includes(then) || schedule.Includes(then.AddTicks(1)));
            }
        });

    [Fact]
    public void Asking_allocates_nothing()
    {
        var schedule = new Schedule(s_first, s_first.AddHours(8), Recurrence.Weekly(2, [DayOfWeek.Friday, DayOfWeek.Tuesday], times: 40));
        var (now, included) = (s_first, 0);
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                included += schedule.Includes(now.AddHours(i)) ? 1 : 0;
            }

            Assert.True(round == 0 || GC.GetAllocatedBytesForCurrentThread() == before);
        }

        Assert.InRange(included, 1, 1_000);
    }

    private static void Verify(Schedule schedule, string now, bool included, string? change)
    {
        Assert.Equal(included, schedule.Includes(At(now)));
        Assert.Equal(change is null ? null : At(change), schedule.NextChange(At(now)));
    }

    private static DayOfWeek Day(string name) => Enum.GetValues<DayOfWeek>().Single(day => day.ToString().StartsWith(name, StringComparison.Ordinal));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
