using Progressive.Assignment;
using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class LiveFlagsTests
{
    private static readonly CompiledFlagParts s_parts = FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1");

    [Fact]
    public void Is_empty_before_the_first_definitions() => Assert.Equal(0, new LiveFlags().Current.Count);

    [Fact]
    public void What_is_happening_outlives_a_reload()
    {
        var live = new LiveFlags();
        live.Publish([s_parts]);
        live.Update("CHECKOUT", s => s with { Weight = Share.All, Revision = "1" });
        Assert.Equal("candidate", Ask(live).Variant);

        live.Publish([s_parts with { Default = 0 }]);
        Assert.Equal("candidate", Ask(live).Variant);

        live.Publish([]);
        Assert.Equal(0, live.Current.Count);
        live.Publish([s_parts]);
        Assert.Equal("candidate", Ask(live).Variant);
        Assert.Equal(Share.All, live.StateOf("checkout").Weight);
    }

    [Fact]
    public void What_happens_before_the_definitions_are_there_is_kept_for_them()
    {
        var live = new LiveFlags();
        live.Update("checkout", s => s with { KillReason = "pager" });
        live.Publish([s_parts]);
        Assert.Equal(EvaluationReason.Disabled, Ask(live).Reason);
    }

    [Fact]
    public void A_change_that_changes_nothing_swaps_nothing()
    {
        var live = new LiveFlags();
        live.Publish([s_parts]);
        var before = live.Current;
        live.Update("checkout", s => s);
        Assert.Same(before, live.Current);
    }

    [Fact]
    public void Says_when_definitions_came_into_force()
    {
        var live = new LiveFlags();
        var seen = new List<int>();
        live.Published += () => seen.Add(live.Current.Count);
        live.Publish([s_parts]);
        live.Publish([]);
        Assert.Equal([1, 0], seen);
    }

    [Fact]
    public void Counts_keys_that_were_not_there()
    {
        var live = new LiveFlags();
        live.CountMissingKey("checkout");
        live.CountMissingKey("Checkout");
        Assert.Equal(2, live.MissingKeys("CHECKOUT"));
        Assert.Equal(0, live.MissingKeys("search"));
    }

    private static Evaluation Ask(LiveFlags live)
    {
        Assert.True(live.Current.TryGet("checkout", out var flag));
        return FlagEvaluator.Evaluate(flag, "user-1");
    }
}
