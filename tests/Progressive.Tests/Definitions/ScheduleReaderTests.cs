using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Progressive.Definitions;
using Progressive.Flags;
using Progressive.Tests.Flags;
using Xunit;

namespace Progressive.Tests.Definitions;

public sealed class ScheduleReaderTests
{
    [Theory]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02'}", "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z")]
    [InlineData("{'from':'2026-12-01T08:30+02:00'}", "2026-12-01T08:30:00+02:00", null)]
    [InlineData("{'To':'2026-12-01T08:30:15.25Z','From':null}", null, "2026-12-01T08:30:15.25Z")]
    [InlineData("{'From':'','To':'2026-12-01','Every':'','Until':'','Times':'','WeekStart':''}", null, "2026-12-01T00:00:00Z")]
    public void Reads_a_window(string json, string? from, string? to)
    {
        var schedule = Read(json, out var problems);
        Assert.Empty(problems);
        Assert.Equal(from is null ? null : At(from), schedule!.From);
        Assert.Equal(to is null ? null : At(to), schedule.To);
        Assert.Equal(from is null ? default : At(from).Offset, schedule.From?.Offset ?? default);
        Assert.Null(schedule.Recurrence);
    }

    [Theory]
    [InlineData("day", "2026-12-02T01:00:00Z", true)]
    [InlineData("2 days", "2026-12-02T01:00:00Z", false)]
    [InlineData(" 2  DAYS ", "2026-12-03T01:00:00Z", true)]
    [InlineData("week on Tue,Thu", "2026-12-03T01:00:00Z", true)]
    [InlineData("1 week on tuesday, thursday", "2026-12-08T01:00:00Z", true)]
    [InlineData("2 weeks on Tue Thu Tue", "2026-12-08T01:00:00Z", false)]
    public void Reads_how_often(string every, string moment, bool included) =>
        Assert.Equal(included, Read($"{{'From':'2026-12-01','To':'2026-12-01T02:00Z','Every':'{every}'}}", out _)!.Includes(At(moment)));

    [Fact]
    public void Reads_what_ends_it_and_where_weeks_begin()
    {
        Assert.Equal(3, Read("{'From':'2026-12-01','To':'2026-12-01T02:00Z','Every':'day','Times':'3'}", out _)!.Recurrence!.Times);
        Assert.Equal(3, Read("{'From':'2026-12-01','To':'2026-12-01T02:00Z','Every':'day','Times':3}", out _)!.Recurrence!.Times);
        Assert.Equal(At("2026-12-09T00:00:00Z"), Read("{'From':'2026-12-01','To':'2026-12-01T02:00Z','Every':'day','Until':'2026-12-09'}", out _)!.Recurrence!.Until);
        foreach (var (start, included) in new[] { ("Mon", true), ("Sunday", false) })
        {
            var schedule = Read($"{{'From':'2026-12-01','To':'2026-12-01T02:00Z','Every':'2 weeks on Tue, Sun','WeekStart':'{start}'}}", out _);
            Assert.Equal(included, schedule!.Includes(At("2026-12-06T01:00:00Z")));
        }
    }

    [Fact]
    public void Nothing_written_is_no_schedule()
    {
        Assert.Null(Read("null", out var problems));
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("{}", "PRG0060", "The schedule of flag 'a' has neither \"From\" nor \"To\"", "Schedule")]
    [InlineData("{'From':'2026-12-02','To':'2026-12-01'}", "PRG0060", "2026-12-01T00:00:00+00:00 is not after 2026-12-02T00:00:00+00:00", "Schedule:To")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-01'}", "PRG0060", "ends before it begins", "Schedule:To")]
    [InlineData("{'From':'1.12.2026'}", "PRG0029", "From '1.12.2026' is no date", "Schedule:From")]
    [InlineData("{'From':'2026-12-01','Untill':'2026-12-02'}", "PRG0007", "The schedule of flag 'a' has no member 'Untill'. Did you mean 'Until'?", "Schedule:Untill")]
    [InlineData("'always'", "PRG0009", "The schedule of flag 'a' is an object", "Schedule")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'0 days'}", "PRG0061", "'0' is no number from 1 to 3650", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'month'}", "PRG0061", "it is counted in days or weeks", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'2'}", "PRG0061", "'day' or 'week' is missing", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'week'}", "PRG0061", "the days are missing", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'week on'}", "PRG0061", "the days are missing", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'week on Tue, Fry'}", "PRG0061", "'Fry' is no day", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'day on Tue'}", "PRG0061", "'on' is too much after days", "Schedule:Every")]
    [InlineData("{'From':'2026-12-01','Every':'day'}", "PRG0062", "its first window needs both ends. Add \"To\"", "Schedule")]
    [InlineData("{'To':'2026-12-01','Every':'day'}", "PRG0062", "Add \"From\"", "Schedule")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02T00:00:01Z','Every':'day'}", "PRG0063", "lasts 1 d 00:00:01 and comes again after 1 d 00:00:00", "Schedule:To")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-03','Every':'week on Tue, Wed'}", "PRG0063", "comes again after 1 d", "Schedule:To")]
    [InlineData("{'From':'2026-12-01','To':'2036-11-28','Every':'3650 days'}", "PRG0063", "nor last ten years", "Schedule:To")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'week on Wed'}", "PRG0064", "begins on a Tuesday", "Schedule:From")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'day','Until':'2026-11-30'}", "PRG0065", "is over on 2026-11-30", "Schedule:Until")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'day','Times':0}", "PRG0066", "and 0 is none", "Schedule:Times")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'day','Times':1.5}", "PRG0066", "and 1.5 is none", "Schedule:Times")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'day','Times':'many'}", "PRG0066", "and 'many' is none", "Schedule:Times")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Until':'2026-12-30'}", "PRG0067", "'Until' of the schedule of flag 'a' is about windows that come again", "Schedule:Until")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','WeekStart':'Mon'}", "PRG0067", "'WeekStart'", "Schedule:WeekStart")]
    [InlineData("{'From':'2026-12-01','To':'2026-12-02','Every':'day','WeekStart':'Lundi'}", "PRG0068", "'Lundi' is none", "Schedule:WeekStart")]
    public void Names_the_problem_the_place_and_the_fix(string json, string code, string words, string path)
    {
        Assert.Null(Read(json, out var problems));
        var problem = Assert.Single(problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(path, problem.Path);
    }

    [Fact]
    public void Every_problem_is_collected()
    {
        Assert.Null(Read("{'From':'x','To':'y','Every':'z','Times':-1,'Until':'u','WeekStart':'w'}", out var problems));
        Assert.Equal(["PRG0029", "PRG0029", "PRG0029", "PRG0061", "PRG0066", "PRG0068"], problems.Select(p => p.Code).Order(StringComparer.Ordinal));
    }

    /// <summary>Whatever culture the process has: a schedule is written and read the same.</summary>
    [Fact]
    public void What_is_valid_is_read_as_it_was_written() =>
        Schedules.Parts.Sample(parts =>
        {
            var expected = parts.Schedule();
            var json = new JsonObject
            {
                ["From"] = expected.From!.Value.ToString("O", CultureInfo.InvariantCulture),
                ["To"] = expected.To!.Value.ToString("O", CultureInfo.InvariantCulture),
                ["Every"] = RecurrenceText.Of(parts.Interval, parts.Days),
                ["WeekStart"] = parts.WeekStart.ToString(),
                ["Until"] = parts.Until?.ToString("O", CultureInfo.InvariantCulture),
                ["Times"] = parts.Times,
            };
            if (parts.Days is null)
            {
                json.Remove("WeekStart");
            }

            var problems = new ProblemList([]);
            var read = ScheduleReader.Read(new Written(json, new DefinitionPath(null, "Schedule"), problems), "the schedule");
            Assert.Empty(problems.Problems);
            for (var hours = 0; hours < 24 * 40; hours += 5)
            {
                Assert.Equal(expected.Includes(parts.First.AddHours(hours)), read!.Includes(parts.First.AddHours(hours)));
            }
        });

    private static Schedule? Read(string json, out IReadOnlyList<DefinitionProblem> problems)
    {
        var list = new ProblemList([]);
        var schedule = ScheduleReader.Read(new Written(JsonNode.Parse(json.Replace('\'', '"')), new DefinitionPath(null, "Schedule"), list), "the schedule of flag 'a'");
        problems = list.Problems;
        return schedule;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
