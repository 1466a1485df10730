using System.Globalization;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Schedules of flags and of conditions.</summary>
public sealed class GateTests
{
    [Fact]
    public void A_flag_is_Off_outside_its_schedule()
    {
        using var host = Host.Of("""{"Flags":{"sale":{"Schedule":{"From":"2026-12-01T00:00:00Z","To":"2026-12-24"},"Rules":[{"Serve":"on"}]}}}""");
        host.Time.SetUtcNow(At("2026-11-30T23:59:59Z"));
        var before = host.Flags.Evaluate("sale");
        Assert.Equal(("off", EvaluationReason.Disabled, false), (before.Variant, before.Reason, before.IsEnabled));
        Assert.Equal("outside its schedule (from 2026-12-01T00:00:00+00:00 to 2026-12-24T00:00:00+00:00)", before.Cause);

        host.Time.SetUtcNow(At("2026-12-01T00:00:00Z"));
        Assert.True(host.Flags.IsEnabled("sale"));
        host.Time.SetUtcNow(At("2026-12-23T23:59:59.9999999Z"));
        Assert.True(host.Flags.IsEnabled("sale"));
        host.Time.SetUtcNow(At("2026-12-24T00:00:00Z"));
        Assert.Same(before, host.Flags.Evaluate("sale"));
    }

    [Fact]
    public void A_schedule_in_a_condition_is_one_condition_among_others()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": { "Rules": [ { "When": { "group": "staff", "schedule": { "From": "2026-11-30T09:00+01:00", "To": "2026-11-30T17:00+01:00", "Every": "week on Mon, Wed" } }, "Serve": "on" } ] },
                "b": { "Rules": [ { "When": { "not": { "schedule": { "To": "2027-01-01" } } }, "Serve": "on" } ] }
              }
            }
            """);
        var staff = new EvaluationContext("u") { ["group"] = "staff" };
        foreach (var (time, expected) in new[] { ("2026-11-30T07:59:59Z", false), ("2026-11-30T08:00:00Z", true), ("2026-11-30T16:00:00Z", false), ("2026-12-01T09:00:00Z", false), ("2026-12-02T15:59:59Z", true) })
        {
            host.Time.SetUtcNow(At(time));
            Assert.Equal(expected, host.Flags.IsEnabled("a", staff));
            Assert.False(host.Flags.IsEnabled("a", new EvaluationContext("u")));
            Assert.False(host.Flags.IsEnabled("b", staff));
        }

        host.Time.SetUtcNow(At("2027-01-01T00:00:00Z"));
        Assert.True(host.Flags.IsEnabled("b", staff));
    }

    [Fact]
    public void Null_and_nothing_are_no_schedule()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Schedule":null,"Default":"on"},"b":{"Schedule":{"From":"2026-01-01","To":null,"Every":null},"Default":"on"}}}""");
        host.Time.SetUtcNow(At("2026-01-01T00:00:00Z"));
        Assert.True(host.Flags.IsEnabled("a"));
        Assert.True(host.Flags.IsEnabled("b"));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
