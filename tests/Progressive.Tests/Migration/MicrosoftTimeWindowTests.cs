using Microsoft.Extensions.DependencyInjection;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>Time windows as they are written, asked of Microsoft.FeatureManagement itself and of us, hour by hour for ten weeks.</summary>
public sealed class MicrosoftTimeWindowTests
{
    private const string Weeks = """{ "Type": "Weekly", "Interval": 2, "DaysOfWeek": [ "Tuesday", "Thursday", "Sunday" ] """;

    [Theory]
    [InlineData(Weeks + "}", """{ "Type": "NoEnd" }""")]
    [InlineData(Weeks + """, "FirstDayOfWeek": "Monday" }""", """{ "Type": "NoEnd" }""")]
    [InlineData(Weeks + """, "FirstDayOfWeek": "Wednesday" }""", """{ "Type": "NoEnd" }""")]
    [InlineData(Weeks + "}", """{ "Type": "Numbered", "NumberOfOccurrences": 4 }""")]
    [InlineData(Weeks + "}", """{ "Type": "EndDate", "EndDate": "2026-12-31T22:00:00Z" }""")]
    [InlineData("""{ "Type": "Weekly", "DaysOfWeek": [ "Tuesday" ] }""", """{ "Type": "Numbered", "NumberOfOccurrences": 1 }""")]
    [InlineData("""{ "Type": "Daily", "Interval": 3 }""", """{ "Type": "Numbered", "NumberOfOccurrences": 5 }""")]
    [InlineData("""{ "Type": "Daily" }""", """{ "Type": "EndDate", "EndDate": "2026-12-20T21:59:59Z" }""")]
    public async Task A_window_opens_and_closes_when_theirs_does(string pattern, string range)
    {
        var json = $$"""
            { "feature_management": { "feature_flags": [ { "id": "Night", "enabled": true, "conditions": { "client_filters": [ { "name": "TimeWindow", "parameters": {
                "Start": "2026-12-01T22:00:00Z", "End": "2026-12-02T04:00:00Z", "Recurrence": { "Pattern": {{pattern}}, "Range": {{range}} } } } ] } } ] } }
            """;
        using var theirs = new Theirs(json);
        using var ours = new Host(theirs.Configuration, static b => b.AddMicrosoftFeatureFlags());
        var open = 0;
        for (var hour = 0; hour < 10 * 7 * 24; hour++)
        {
            var now = new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero).AddHours(hour);
            theirs.Time.SetUtcNow(now);
            ours.Time.AdjustTime(now);
            var (isEnabled, _) = await theirs.AnswerAsync("Night", "adam");
            Assert.True(isEnabled == ours.Flags.IsEnabled("Night"), $"{now:u}: theirs is {isEnabled}");
            open += isEnabled ? 1 : 0;
        }

        Assert.NotEqual(0, open);
    }
}
