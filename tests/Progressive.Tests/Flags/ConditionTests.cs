using Progressive.Flags;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class ConditionTests
{
    [Fact]
    public void A_list_means_any_of()
    {
        var condition = new Condition("country", [ConditionValue.Of("SE"), ConditionValue.Of("NO")]);
        Assert.True(condition.Matches(new EvaluationContext { ["Country"] = "NO" }));
        Assert.False(condition.Matches(new EvaluationContext { ["country"] = "no" }));
        Assert.False(condition.Matches(new EvaluationContext { ["country"] = "DK" }));
        Assert.False(condition.Matches(new EvaluationContext("SE")));
    }

    [Fact]
    public void Conditions_of_a_rule_are_anded()
    {
        var rule = new Rule("both", [new("a", [ConditionValue.Of("1")]), new("b", [ConditionValue.Of("2")])], 0);
        Assert.True(rule.Matches(new EvaluationContext { ["a"] = "1", ["b"] = "2" }));
        Assert.False(rule.Matches(new EvaluationContext { ["a"] = "1" }));
        Assert.False(rule.Matches(new EvaluationContext { ["b"] = "2" }));
        Assert.False(rule.Matches(null));
        Assert.True(new Rule("everybody", [], 0).Matches(null));
    }

    [Fact]
    public void A_text_matches_the_number_or_truth_value_it_spells()
    {
        var five = new Condition("n", [ConditionValue.Of("5.0")]);
        Assert.True(five.Matches(new EvaluationContext { ["n"] = 5 }));
        Assert.True(five.Matches(new EvaluationContext { ["n"] = 5.0 }));
        Assert.False(five.Matches(new EvaluationContext { ["n"] = "5" }));
        Assert.False(five.Matches(new EvaluationContext { ["n"] = true }));

        var big = new Condition("n", [ConditionValue.Of("9007199254740993")]);
        Assert.True(big.Matches(new EvaluationContext { ["n"] = 9_007_199_254_740_993 }));
        Assert.False(big.Matches(new EvaluationContext { ["n"] = 9_007_199_254_740_992 }));
        Assert.True(new Condition("n", [ConditionValue.Of("-7")]).Matches(new EvaluationContext { ["n"] = -7.0 }));

        var yes = new Condition("b", [ConditionValue.Of("True")]);
        Assert.True(yes.Matches(new EvaluationContext { ["b"] = true }));
        Assert.False(yes.Matches(new EvaluationContext { ["b"] = false }));
        Assert.False(yes.Matches(new EvaluationContext { ["b"] = 1 }));
    }

    [Fact]
    public void A_typed_value_matches_its_type_and_its_text()
    {
        Assert.True(new Condition("n", [ConditionValue.Of(2.5)]).Matches(new EvaluationContext { ["n"] = 2.5 }));
        Assert.True(new Condition("n", [ConditionValue.Of(2.5)]).Matches(new EvaluationContext { ["n"] = "2.5" }));
        Assert.True(new Condition("b", [ConditionValue.Of(false)]).Matches(new EvaluationContext { ["b"] = "false" }));
        Assert.False(new Condition("b", [ConditionValue.Of(false)]).Matches(new EvaluationContext { ["b"] = 0 }));
        Assert.False(new Condition("n", [ConditionValue.Of("NaN")]).Matches(new EvaluationContext { ["n"] = double.NaN }));
    }
}
