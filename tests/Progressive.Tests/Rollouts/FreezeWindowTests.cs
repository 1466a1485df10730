using System.Globalization;
using CsCheck;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

public sealed class FreezeWindowTests
{
    [Theory]
    [InlineData("Fri 15:00 - Mon 08:00 Europe/Stockholm", "Fri 15:00 - Mon 08:00 Europe/Stockholm")]
    [InlineData("  fri 15:00  -  MON 08:00   UTC ", "Fri 15:00 - Mon 08:00 UTC")]
    [InlineData("22:00 - 06:00 utc", "22:00 - 06:00 UTC")]
    [InlineData("Sun 00:00 - Sun 24:00 UTC", "Sun 00:00 - Sun 24:00 UTC")]
    [InlineData("2026-12-20 - 2027-01-02 UTC", "2026-12-20 - 2027-01-02 UTC")]
    [InlineData("2026-12-24 12:00 - 2026-12-27 08:00 America/New_York", "2026-12-24 12:00 - 2026-12-27 08:00 America/New_York")]
    public void Reads_and_writes(string text, string canonical)
    {
        var window = FreezeWindow.Parse(text);
        Assert.Equal(canonical, window.ToString());
        Assert.Equal(window, FreezeWindow.Parse(canonical));
    }

    [Theory]
    [InlineData("", "column 1: a day, a time or a date is missing")]
    [InlineData("Friday 15:00 - Mon 08:00 UTC", "column 1: 'Friday' is neither a day (Mon to Sun)")]
    [InlineData("Fri 25:00 - Mon 08:00 UTC", "column 5: '25:00' is no time")]
    [InlineData("Fri - Mon 08:00 UTC", "column 5: a day needs a time")]
    [InlineData("Fri 15:00 Mon 08:00 UTC", "column 11: a '-' with spaces around it is expected")]
    [InlineData("22:00-06:00 UTC", "column 1: '22:00-06:00' is neither")]
    [InlineData("Fri 15:00 - 08:00 UTC", "column 13: the end is of another form")]
    [InlineData("Fri 15:00 - Fri 15:00 UTC", "column 13: the end is the beginning")]
    [InlineData("00:00 - 24:00 UTC", "column 9: the end is the beginning")]
    [InlineData("2026-12-20 - 2026-12-19 UTC", "column 14: the end is before the beginning")]
    [InlineData("22:00 - 06:00", "column 14: the time zone is missing")]
    [InlineData("22:00 - 06:00 UTC daily", "column 19: 'daily' is too much")]
    public void Names_the_column(string text, string words)
    {
        Assert.False(FreezeWindow.TryParse(text, out FreezeWindow? _, out var error));
        Assert.StartsWith("PRG0121: ", error, StringComparison.Ordinal);
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => FreezeWindow.Parse(text));
    }

    [Fact]
    public void An_unknown_zone_and_a_machine_without_zones_are_different_mistakes()
    {
        Assert.False(FreezeWindow.TryParse("22:00 - 06:00 Europe/Stokholm", out FreezeWindow? _, out var unknown));
        Assert.Contains("PRG0122", unknown, StringComparison.Ordinal);
        Assert.Contains("column 15: the time zone 'Europe/Stokholm' is unknown here. Write an IANA name", unknown, StringComparison.Ordinal);
        Assert.False(FreezeWindow.TryParse("22:00 - 06:00 ../../etc/passwd", out FreezeWindow? _, out _));

        Assert.False(new FreezeParser("22:00 - 06:00 Europe/Stockholm", id => id == "UTC" ? TimeZoneInfo.Utc : null).TryParse(out _, out var bare));
        Assert.Contains("this machine has no time zone database. Install it (the package is called tzdata), or write the window in UTC", bare, StringComparison.Ordinal);
        Assert.True(new FreezeParser("22:00 - 06:00 UTC", id => id == "UTC" ? TimeZoneInfo.Utc : null).TryParse(out _, out _));
    }

    [Theory]
    [InlineData("22:00 - 06:00 UTC", "2026-03-04T21:59:59Z", null)]
    [InlineData("22:00 - 06:00 UTC", "2026-03-04T22:00:00Z", "2026-03-05T06:00:00Z")]
    [InlineData("22:00 - 06:00 UTC", "2026-03-05T05:59:59Z", "2026-03-05T06:00:00Z")]
    [InlineData("22:00 - 06:00 UTC", "2026-03-05T06:00:00Z", null)]
    [InlineData("09:00 - 17:00 UTC", "2026-03-05T12:00:00Z", "2026-03-05T17:00:00Z")]
    [InlineData("09:00 - 17:00 UTC", "2026-03-05T08:00:00Z", null)]
    [InlineData("Fri 15:00 - Mon 08:00 UTC", "2026-03-06T14:59:59Z", null)]
    [InlineData("Fri 15:00 - Mon 08:00 UTC", "2026-03-06T15:00:00Z", "2026-03-09T08:00:00Z")]
    [InlineData("Fri 15:00 - Mon 08:00 UTC", "2026-03-09T07:59:59Z", "2026-03-09T08:00:00Z")]
    [InlineData("Fri 15:00 - Mon 08:00 UTC", "2026-03-09T08:00:00Z", null)]
    [InlineData("Mon 15:00 - Mon 08:00 UTC", "2026-03-09T14:00:00Z", null)]
    [InlineData("Mon 15:00 - Mon 08:00 UTC", "2026-03-09T15:00:00Z", "2026-03-16T08:00:00Z")]
    [InlineData("Sun 00:00 - Sun 24:00 UTC", "2026-03-08T23:59:59Z", "2026-03-09T00:00:00Z")]
    [InlineData("2026-12-20 - 2027-01-02 UTC", "2026-12-19T23:59:59Z", null)]
    [InlineData("2026-12-20 - 2027-01-02 UTC", "2026-12-20T00:00:00Z", "2027-01-03T00:00:00Z")]
    [InlineData("2026-12-20 - 2027-01-02 UTC", "2027-01-03T00:00:00Z", null)]
    [InlineData("2026-12-24 12:00 - 2026-12-27 08:00 America/New_York", "2026-12-24T16:59:59Z", null)]
    [InlineData("2026-12-24 12:00 - 2026-12-27 08:00 America/New_York", "2026-12-24T17:00:00Z", "2026-12-27T13:00:00Z")]

    // The clock goes forward on 2026-03-29, 02:00 to 03:00 (01:00 UTC), and back on 2026-10-25, 03:00 to 02:00 (01:00 UTC).
    [InlineData("Fri 15:00 - Mon 08:00 Europe/Stockholm", "2026-03-27T14:00:00Z", "2026-03-30T06:00:00Z")]
    [InlineData("Fri 15:00 - Mon 08:00 Europe/Stockholm", "2026-10-23T13:00:00Z", "2026-10-26T07:00:00Z")]
    [InlineData("01:00 - 02:30 Europe/Stockholm", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("01:00 - 02:30 Europe/Stockholm", "2026-03-29T01:00:00Z", null)]
    [InlineData("02:10 - 02:50 Europe/Stockholm", "2026-03-29T01:00:00Z", null)]
    [InlineData("02:30 - 04:00 Europe/Stockholm", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]
    [InlineData("02:30 - 04:00 Europe/Stockholm", "2026-03-29T00:59:59Z", null)]
    [InlineData("01:00 - 02:30 Europe/Stockholm", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("01:00 - 02:30 Europe/Stockholm", "2026-10-25T01:29:59Z", "2026-10-25T01:30:00Z")]
    [InlineData("02:30 - 03:00 Europe/Stockholm", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("02:30 - 03:00 Europe/Stockholm", "2026-10-25T01:10:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("02:30 - 03:00 Europe/Stockholm", "2026-10-25T02:00:00Z", null)]
    public void Is_open_from_its_beginning_to_its_end_by_the_clock_on_the_wall(string text, string moment, string? end)
    {
        var at = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
        Assert.Equal(end is null ? null : DateTimeOffset.Parse(end, CultureInfo.InvariantCulture), FreezeWindow.Parse(text).EndAfter(at));
    }

    [Fact]
    public void Windows_that_touch_are_one_freeze_and_windows_without_end_are_told_as_far_as_was_looked()
    {
        FreezeWindow[] touching = [FreezeWindow.Parse("22:00 - 24:00 UTC"), FreezeWindow.Parse("00:00 - 06:00 UTC")];
        var at = new DateTimeOffset(2026, 3, 4, 23, 0, 0, TimeSpan.Zero);
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 6, 0, 0, TimeSpan.Zero), FreezeCalendar.Find(touching, at)!.Until);
        Assert.Null(FreezeCalendar.Find(touching, at.AddHours(8)));

        FreezeWindow[] always = [FreezeWindow.Parse("00:00 - 12:00 UTC"), FreezeWindow.Parse("12:00 - 24:00 UTC")];
        Assert.True(FreezeCalendar.Find(always, at)!.Until > at.AddDays(7));
    }

    [Fact]
    public void A_week_has_as_much_freeze_as_the_window_says_wherever_the_week_begins() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 1439], Gen.Int[0, 6], Gen.Int[0, 1439], Gen.Int[0, 3_000]).Sample((fromDay, from, toDay, to, offset) =>
        {
            if (fromDay == toDay && from == to)
            {
                return;
            }

            var window = FreezeWindow.Parse($"{FreezeEdge.Days[fromDay]} {from / 60:00}:{from % 60:00} - {FreezeEdge.Days[toDay]} {to / 60:00}:{to % 60:00} UTC");
            var expected = ((((toDay - fromDay) * 1440) + to - from + (7 * 1440)) % (7 * 1440)) / 60.0;
            var start = new DateTimeOffset(2026, 3, 1, 0, 0, 30, TimeSpan.Zero).AddMinutes(offset);
            var open = Enumerable.Range(0, 7 * 48).Count(half => window.EndAfter(start.AddMinutes(30 * half)) is not null) / 2.0;
            Assert.InRange(open, expected - 0.5, expected + 0.5);
        }, iter: 100);
}
