using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Metrics;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Variants;

/// <summary>The flags that clients may be told about, and when they are other ones.</summary>
public sealed class ClientFlagsTests : IDisposable
{
    private static readonly EvaluationContext s_user = new("user-1");

    private readonly LiveFlags _live = new();
    private readonly ProgressiveTelemetry _telemetry = new();
    private readonly VariantRoutes _routes;

    public ClientFlagsTests()
    {
        _routes = new VariantRoutes(_live, new MetricWindows(TimeProvider.System, new MetricCatalog()), _telemetry, TimeProvider.System);
        _live.Publish(
        [
            FlagSample.Parts("inner", ["off", "on"], @default: "on", off: "off"),
            FlagSample.Parts("shown", ["off", "on"], @default: "on", off: "off") with { IsForClients = true },
            FlagSample.Parts("half", split: [("stable", "50%"), ("candidate", "50%")]) with { IsForClients = true },
        ]);
    }

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public void Others_are_not_found_and_hold_no_place()
    {
        var flags = _routes.ClientFlags;
        Assert.Equal(2, flags.Count);
        Assert.True(flags.IndexOf("inner") < 0);
        Assert.True(flags.IndexOf("absent") < 0);
        Assert.Equal(["shown", "half"], Enumerable.Range(0, flags.Count).Select(i => flags.Evaluate(i, s_user).Flag));
        Assert.Equal((0, 1), (flags.IndexOf("SHOWN"), flags.IndexOf("half")));
        Assert.Equal((true, false), (flags.IsSwitch(0), flags.IsSwitch(1)));
        Assert.Equal(ContextNeeds.TargetingKey, flags.Needs & ~ContextNeeds.Time);
    }

    [Fact]
    public void They_stay_the_same_until_one_of_them_changes()
    {
        var before = _routes.ClientFlags;
        Kill("inner");
        Assert.Same(before, _routes.ClientFlags);
        Kill("shown");
        Assert.NotSame(before, _routes.ClientFlags);
        Assert.Equal("off", _routes.ClientFlags.Evaluate(0, s_user).Variant);
    }

    [Fact]
    public void Whoever_still_holds_them_obeys_a_kill_at_once()
    {
        var held = _routes.ClientFlags;
        Assert.Equal("on", held.Evaluate(0, s_user).Variant);
        Kill("shown");
        Assert.Equal(("off", EvaluationReason.Disabled), (held.Evaluate(0, s_user).Variant, held.Evaluate(0, s_user).Reason));
    }

    [Fact]
    public void What_a_test_overrides_is_overridden_here_too_and_has_to_be_looked_at()
    {
        using (new LocalOverride(_live, "half", "candidate"))
        {
            var flags = _routes.ClientFlags;
            Assert.All(Enumerable.Range(0, 20), i => Assert.Equal("candidate", flags.Evaluate(1, new EvaluationContext($"user-{i}")).Variant));
            Assert.Equal(ContextNeeds.Time, flags.Needs & ContextNeeds.Time);
        }
    }

    private void Kill(string flag) => _live.Update(flag, state => state with { KillReason = "enough", Weight = Share.None });
}
