using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Disabled or killed, then rules, then rollout or split, then default; and availability at the end of every path.</summary>
public sealed class EvaluationOrderTests
{
    private static readonly EvaluationContext s_staff = new("user-1") { ["group"] = "staff" };
    private static readonly EvaluationContext s_guest = new("user-1") { ["group"] = "guest" };
    private static readonly FlagState s_killed = FlagState.Initial with { KillReason = "pager" };

    private static readonly Rule s_staffFirst = FlagSample.When("group", "staff", serve: 1, name: "staff first");

    public static TheoryData<string> Paths => ["static", "default", "rule", "rollout", "split", "key missing"];

    [Fact]
    public void A_flag_without_rules_has_one_answer_for_everybody()
    {
        var flag = new CompiledFlag(FlagSample.Parts(@default: "candidate"));
        var evaluation = FlagEvaluator.Evaluate(flag, s_guest);
        AssertServes(evaluation, "candidate", EvaluationReason.Static);
        Assert.Same(evaluation, flag.Everybody);
        Assert.True(evaluation.IsEnabled);
    }

    [Fact]
    public void A_disabled_flag_answers_off_to_everybody_whatever_its_rules_and_shares()
    {
        var flag = new CompiledFlag(FlagSample.Parts(enabled: false, @default: "candidate", rules: [s_staffFirst], rollout: ("stable", "candidate"), revision: "1"));
        AssertServes(FlagEvaluator.Evaluate(flag.At(Share.All), s_staff), "stable", EvaluationReason.Disabled);
    }

    [Fact]
    public void A_killed_flag_answers_off_and_says_who_killed_it()
    {
        var flag = new CompiledFlag(FlagSample.Parts(rules: [s_staffFirst], split: [("candidate", "100%")])).With(s_killed);
        var evaluation = FlagEvaluator.Evaluate(flag, s_staff);
        AssertServes(evaluation, "stable", EvaluationReason.Disabled);
        Assert.Contains("pager", evaluation.Cause, StringComparison.Ordinal);
        Assert.True(flag.IsKilled);
        AssertServes(FlagEvaluator.Evaluate(flag.With(FlagState.Initial), s_staff), "candidate", EvaluationReason.TargetingMatch);
    }

    [Fact]
    public void Rules_come_before_the_rollout_and_name_themselves()
    {
        var flag = new CompiledFlag(FlagSample.Parts(rules: [s_staffFirst], rollout: ("stable", "candidate"), revision: "1"));
        var evaluation = FlagEvaluator.Evaluate(flag, s_staff);
        AssertServes(evaluation, "candidate", EvaluationReason.TargetingMatch);
        Assert.Equal("staff first", evaluation.Cause);
        AssertServes(FlagEvaluator.Evaluate(flag, s_guest), "stable", EvaluationReason.Split);
        AssertServes(FlagEvaluator.Evaluate(flag.At(Share.All), s_guest), "candidate", EvaluationReason.Split);
    }

    [Fact]
    public void Rules_come_before_the_split()
    {
        var flag = new CompiledFlag(FlagSample.Parts(rules: [FlagSample.When("group", "staff", serve: 0)], split: [("candidate", "100%")]));
        AssertServes(FlagEvaluator.Evaluate(flag, s_staff), "stable", EvaluationReason.TargetingMatch);
        AssertServes(FlagEvaluator.Evaluate(flag, s_guest), "candidate", EvaluationReason.Split);
    }

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        var flag = new CompiledFlag(FlagSample.Parts(
            variants: ["stable", "a", "b"],
            rules: [FlagSample.When("group", "nobody", 0, "first"), FlagSample.When("group", "staff", 2, "second"), FlagSample.When("group", "staff", 1, "third")]));
        Assert.Equal("second", FlagEvaluator.Evaluate(flag, s_staff).Cause);
    }

    [Fact]
    public void The_default_answers_where_no_rule_matches() =>
        AssertServes(FlagEvaluator.Evaluate(new CompiledFlag(FlagSample.Parts(@default: "candidate", rules: [FlagSample.When("group", "staff", 0)])), s_guest), "candidate", EvaluationReason.Default);

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_variant_that_may_not_be_served_is_served_by_no_path(string path)
    {
        foreach (var availability in new[] { Availability.Closed("error_rate breached"), Availability.Missing, Availability.Warming })
        {
            var flag = PathToCandidate(path);
            Assert.Equal("candidate", Ask(flag, path).Variant);

            var state = availability.Kind == AvailabilityKind.Closed
                ? AllIn with { Closed = AllIn.Closed.Add(FlagState.KeyOf("Candidate", flag.Parts.Variants.Single(v => v.Name == "candidate").Revision), availability) }
                : AllIn with { Unready = AllIn.Unready.Add("Candidate", availability) };
            var evaluation = Ask(flag.With(state), path);

            AssertServes(evaluation, "stable", EvaluationReason.Disabled);
            Assert.False(evaluation.IsEnabled);
            Assert.Contains("candidate", evaluation.Cause, StringComparison.Ordinal);
            Assert.Contains(availability.Cause!, evaluation.Cause, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_kill_beats_every_path(string path) =>
        AssertServes(Ask(PathToCandidate(path).With(AllIn with { KillReason = "pager" }), path), "stable", EvaluationReason.Disabled);

    [Fact]
    public void A_closed_revision_stays_closed_and_another_one_is_served()
    {
        var closed = AllIn with { Closed = AllIn.Closed.Add(FlagState.KeyOf("candidate", "1"), Availability.Closed("breached")) };
        Assert.Equal("stable", Ask(PathToCandidate("rollout").With(closed), "rollout").Variant);

        var next = new CompiledFlag(FlagSample.Parts(rules: [new Rule("everybody", null, 1)], revision: "2"));
        Assert.Equal("candidate", FlagEvaluator.Evaluate(next.With(closed), s_guest).Variant);
    }

    [Fact]
    public void A_weight_belongs_to_its_revision()
    {
        var flag = new CompiledFlag(FlagSample.Parts(rollout: ("stable", "candidate"), revision: "2")).With(AllIn);
        Assert.Equal(Share.None, flag.Weight);
        Assert.Equal("stable", FlagEvaluator.Evaluate(flag, s_guest).Variant);
    }

    [Fact]
    public void Off_is_served_even_where_nobody_declared_it_ready()
    {
        var flag = new CompiledFlag(FlagSample.Parts()).With(FlagState.Initial with { Unready = FlagState.Initial.Unready.Add("stable", Availability.Missing) });
        AssertServes(FlagEvaluator.Evaluate(flag, s_guest), "stable", EvaluationReason.Static);
    }

    [Fact]
    public void Another_unavailable_variant_takes_nothing_from_this_one()
    {
        var flag = new CompiledFlag(FlagSample.Parts(variants: ["stable", "candidate", "other"], split: [("candidate", "100%")]));
        var state = FlagState.Initial with { Unready = FlagState.Initial.Unready.Add("other", Availability.Missing) };
        AssertServes(FlagEvaluator.Evaluate(flag.With(state), s_guest), "candidate", EvaluationReason.Split);
    }

    [Fact]
    public void The_same_answer_is_the_same_instance()
    {
        var flag = PathToCandidate("rollout");
        Assert.Same(FlagEvaluator.Evaluate(flag, s_guest), FlagEvaluator.Evaluate(flag, s_staff));
        Assert.Equal("1", FlagEvaluator.Evaluate(flag, s_guest).Revision);
        Assert.Equal("checkout=candidate (Split)", FlagEvaluator.Evaluate(flag, s_guest).ToString());
    }

    private static FlagState AllIn { get; } = FlagState.Initial with { Weight = Share.All, Revision = "1" };

    private static CompiledFlag PathToCandidate(string path) => new CompiledFlag(path switch
    {
        "static" => FlagSample.Parts(@default: "candidate"),
        "default" => FlagSample.Parts(@default: "candidate", rules: [FlagSample.When("group", "staff", 0)]),
        "rule" => FlagSample.Parts(rules: [FlagSample.When("group", "guest", 1)]),
        "rollout" => FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1"),
        "split" => FlagSample.Parts(split: [("candidate", "100%")]),
        _ => FlagSample.Parts(@default: "candidate", stickBy: StickyKey.Attribute, attribute: "tenant", split: [("stable", "100%")]),
    }).With(AllIn);

    private static Evaluation Ask(CompiledFlag flag, string path)
    {
        Assert.NotEmpty(path);
        var byContext = FlagEvaluator.Evaluate(flag, s_guest);
        using (EvaluationContext.Enter(s_guest))
        {
            Assert.Equal(byContext.ToString(), FlagEvaluator.Evaluate(flag, "user-1").ToString());
            Assert.Equal(byContext.ToString(), FlagEvaluator.Evaluate(flag, context: null).ToString());
        }

        return byContext;
    }

    private static void AssertServes(Evaluation evaluation, string variant, EvaluationReason reason)
    {
        Assert.Equal(variant, evaluation.Variant);
        Assert.Equal(reason, evaluation.Reason);
        Assert.Equal(EvaluationError.None, evaluation.Error);
    }
}
