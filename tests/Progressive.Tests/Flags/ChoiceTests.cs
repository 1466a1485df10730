using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>Variants chosen beforehand come after the switch, the prerequisites and the schedule, and before everything else.</summary>
public sealed class ChoiceTests
{
    private static readonly EvaluationContext s_chosen = new("user-1") { ["group"] = "staff", Choices = new Always("candidate") };
    private static readonly EvaluationContext s_unknown = new("user-1") { ["group"] = "staff", Choices = new Always("no such variant") };

    [Theory]
    [InlineData("off")]
    [InlineData("killed")]
    [InlineData("prerequisite")]
    [InlineData("schedule")]
    public void A_flag_that_is_not_asked_asks_for_no_choice(string why)
    {
        var parts = FlagSample.Parts(enabled: why != "off", rollout: ("stable", "candidate"), revision: "1") with
        {
            Prerequisites = why == "prerequisite" ? [new Prerequisite(new FlagKey("nobody"), ["on"])] : [],
            Schedule = why == "schedule" ? new Schedule(null, DateTimeOffset.UnixEpoch) : null,
        };
        var flag = new CompiledFlag(parts).With(FlagState.Initial with { KillReason = why == "killed" ? "pager" : null });
        foreach (var evaluation in Ask(flag, s_chosen))
        {
            Assert.Equal(("stable", EvaluationReason.Disabled), (evaluation.Variant, evaluation.Reason));
        }
    }

    [Theory]
    [InlineData("static")]
    [InlineData("rule")]
    [InlineData("rollout")]
    [InlineData("split")]
    public void A_choice_comes_before_whatever_else_decides(string path)
    {
        var flag = new CompiledFlag(path switch
        {
            "static" => FlagSample.Parts(),
            "rule" => FlagSample.Parts(rules: [FlagSample.When("group", "staff", serve: 0)]),
            "rollout" => FlagSample.Parts(rollout: ("stable", "candidate"), revision: "1"),
            _ => FlagSample.Parts(split: [("stable", "100%")]),
        });
        foreach (var evaluation in Ask(flag, s_chosen))
        {
            Assert.Equal(("candidate", EvaluationReason.TargetingMatch, "a test"), (evaluation.Variant, evaluation.Reason, evaluation.Cause));
        }

        foreach (var evaluation in Ask(flag, s_unknown))
        {
            Assert.Equal("stable", evaluation.Variant);
            Assert.NotEqual("a test", evaluation.Cause);
        }
    }

    // Given, and current: with and without a key at hand.
    private static Evaluation[] Ask(CompiledFlag flag, EvaluationContext context)
    {
        using (EvaluationContext.Enter(context))
        {
            return [FlagEvaluator.Evaluate(flag, context), FlagEvaluator.Evaluate(flag, context: null), FlagEvaluator.Evaluate(flag, "user-1")];
        }
    }

    private sealed class Always(string variant) : VariantChoices
    {
        public override VariantChoice? Find(string flag) => new(variant, "a test");
    }
}
