using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Xunit;

namespace Progressive.Tests.Flags;

public sealed class ConditionTests
{
    [Fact]
    public void A_list_means_any_of()
    {
        var condition = Equal("country", [ConditionValue.Of("SE"), ConditionValue.Of("NO")]);
        Assert.True(condition.Meets(new EvaluationContext { ["Country"] = "NO" }));
        Assert.False(condition.Meets(new EvaluationContext { ["country"] = "no" }));
        Assert.False(condition.Meets(new EvaluationContext { ["country"] = "DK" }));
        Assert.False(condition.Meets(new EvaluationContext("SE")));
    }

    [Fact]
    public void Conditions_of_a_rule_are_anded()
    {
        var rule = new AllCondition([Equal("a", [ConditionValue.Of("1")]), Equal("b", [ConditionValue.Of("2")])]);
        Assert.True(rule.Meets(new EvaluationContext { ["a"] = "1", ["b"] = "2" }));
        Assert.False(rule.Meets(new EvaluationContext { ["a"] = "1" }));
        Assert.False(rule.Meets(new EvaluationContext { ["b"] = "2" }));
        Assert.False(rule.Meets(null));
        Assert.True(new Rule("everybody", null, 0).Matches(new Asker(FlagSnapshot.Empty, null)));
        Assert.True(new AllCondition([]).Meets(null));
    }

    [Fact]
    public void A_text_matches_the_number_or_truth_value_it_spells()
    {
        var five = Equal("n", [ConditionValue.Of("5.0")]);
        Assert.True(five.Meets(new EvaluationContext { ["n"] = 5 }));
        Assert.True(five.Meets(new EvaluationContext { ["n"] = 5.0 }));
        Assert.False(five.Meets(new EvaluationContext { ["n"] = "5" }));
        Assert.False(five.Meets(new EvaluationContext { ["n"] = true }));

        var big = Equal("n", [ConditionValue.Of("9007199254740993")]);
        Assert.True(big.Meets(new EvaluationContext { ["n"] = 9_007_199_254_740_993 }));
        Assert.False(big.Meets(new EvaluationContext { ["n"] = 9_007_199_254_740_992 }));
        Assert.True(Equal("n", [ConditionValue.Of("-7")]).Meets(new EvaluationContext { ["n"] = -7.0 }));

        var yes = Equal("b", [ConditionValue.Of("True")]);
        Assert.True(yes.Meets(new EvaluationContext { ["b"] = true }));
        Assert.False(yes.Meets(new EvaluationContext { ["b"] = false }));
        Assert.False(yes.Meets(new EvaluationContext { ["b"] = 1 }));
    }

    [Fact]
    public void A_typed_value_matches_its_type_and_its_text()
    {
        Assert.True(Equal("n", [ConditionValue.Of(2.5)]).Meets(new EvaluationContext { ["n"] = 2.5 }));
        Assert.True(Equal("n", [ConditionValue.Of(2.5)]).Meets(new EvaluationContext { ["n"] = "2.5" }));
        Assert.True(Equal("b", [ConditionValue.Of(false)]).Meets(new EvaluationContext { ["b"] = "false" }));
        Assert.False(Equal("b", [ConditionValue.Of(false)]).Meets(new EvaluationContext { ["b"] = 0 }));
        Assert.False(Equal("n", [ConditionValue.Of("NaN")]).Meets(new EvaluationContext { ["n"] = double.NaN }));
    }

    [Fact]
    public void A_share_has_its_beginning_and_not_its_end()
    {
        var sticky = new StickyHash(StickyKey.TargetingKey, null, new BucketHash("rollout", "a"));
        for (var i = 0; i < 50; i++)
        {
            var context = new EvaluationContext($"user-{i}");
            var bucket = Bucket.Of(sticky.Hash.Compute(context.TargetingKey));
            Assert.True(Between(bucket, bucket + 1).Meets(context));
            Assert.False(Between(0, bucket).Meets(context));
            Assert.False(Between(bucket + 1, Share.Whole).Meets(context));
        }

        ShareCondition Between(int from, int to) => new(sticky, Share.FromPartsPerMillion(from), Share.FromPartsPerMillion(to));
    }

    private static AttributeCondition Equal(string attribute, ConditionValue[] values) => new(attribute, [new EqualsTest(values)]);
}
