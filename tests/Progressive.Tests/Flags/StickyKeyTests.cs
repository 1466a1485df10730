using System.Globalization;
using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Tests.Assignment;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>What a split or a rollout sticks by.</summary>
public sealed class StickyKeyTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_missing_key_is_answered_by_the_default_and_never_by_bucket_zero(string? key)
    {
        var rollout = FlagSample.Rollout().At(Share.All);
        var split = new CompiledFlag(FlagSample.Parts(split: [("candidate", "100%")]));
        foreach (var flag in new[] { rollout, split })
        {
            foreach (var evaluation in new[]
            {
                FlagEvaluator.Evaluate(flag, key),
                FlagEvaluator.Evaluate(flag, new EvaluationContext(key)),
                FlagEvaluator.Evaluate(flag, context: null),
            })
            {
                Assert.Equal("stable", evaluation.Variant);
                Assert.Equal(EvaluationReason.Error, evaluation.Reason);
                Assert.Equal(EvaluationError.TargetingKeyMissing, evaluation.Error);
            }
        }
    }

    [Fact]
    public void A_missing_attribute_names_itself()
    {
        var flag = ByAttribute();
        var evaluation = FlagEvaluator.Evaluate(flag, new EvaluationContext("user-1"));
        Assert.Equal(EvaluationError.TargetingKeyMissing, evaluation.Error);
        Assert.Contains("'tenant'", evaluation.Cause, StringComparison.Ordinal);
        Assert.Equal(EvaluationError.TargetingKeyMissing, FlagEvaluator.Evaluate(flag, new EvaluationContext("user-1") { ["tenant"] = "" }).Error);
        Assert.Equal(EvaluationError.TargetingKeyMissing, FlagEvaluator.Evaluate(flag, new EvaluationContext("user-1") { ["tenant"] = (string?)null }).Error);
        Assert.Equal(EvaluationError.TargetingKeyMissing, FlagEvaluator.Evaluate(flag, "user-1").Error);
    }

    [Fact]
    public void An_attribute_sticks_whoever_the_user_is()
    {
        var flag = ByAttribute();
        for (var i = 0; i < 200; i++)
        {
            var tenant = i.ToString(CultureInfo.InvariantCulture);
            var expected = Bucket.Of(new BucketHash("rollout", "checkout").Compute(tenant)) < 500_000 ? "candidate" : "stable";
            Assert.Equal(expected, FlagEvaluator.Evaluate(flag, new EvaluationContext("anna") { ["Tenant"] = tenant }).Variant);
            Assert.Equal(expected, FlagEvaluator.Evaluate(flag, new EvaluationContext { ["tenant"] = i }).Variant);
            using (EvaluationContext.Enter(new EvaluationContext("ben") { ["tenant"] = tenant }))
            {
                Assert.Equal(expected, FlagEvaluator.Evaluate(flag, "carl").Variant);
            }
        }
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    [InlineData(12.5, "12.5")]
    [InlineData(-3d, "-3")]
    [InlineData(1e300, "1E+300")]
    public void Numbers_and_truth_values_stick_by_their_invariant_text(object value, string text)
    {
        AttributeValue attribute = value is bool truth ? truth : (double)value;
        Assert.Equal(text, attribute.ToString());
        for (var share = 10; share < 100; share += 10)
        {
            var flag = ByAttribute(share);
            Assert.Same(
                FlagEvaluator.Evaluate(flag, new EvaluationContext { ["tenant"] = text }),
                FlagEvaluator.Evaluate(flag, new EvaluationContext { ["tenant"] = attribute }));
        }
    }

    [Fact]
    public void Sticking_by_call_decides_afresh_each_time_needs_no_key_and_keeps_the_share()
    {
        var rollout = new CompiledFlag(FlagSample.Parts(stickBy: StickyKey.Call, rollout: ("stable", "candidate"), revision: "1")).At(Share.Parse("20%"));
        var split = new CompiledFlag(FlagSample.Parts(stickBy: StickyKey.Call, split: [("candidate", "20%"), ("stable", "80%")]));
        foreach (var flag in new[] { rollout, split })
        {
            var candidates = 0;
            for (var i = 0; i < 200_000; i++)
            {
                candidates += FlagEvaluator.Evaluate(flag, "always the same").Variant == "candidate" ? 1 : 0;
            }

            KeyHashes.AssertWithinFiveSigma(candidates, 200_000, 0.2);
            Assert.Equal(EvaluationReason.Split, FlagEvaluator.Evaluate(flag, context: null).Reason);
        }
    }

    private static CompiledFlag ByAttribute(int percent = 50) =>
        new CompiledFlag(FlagSample.Parts(stickBy: StickyKey.Attribute, attribute: "tenant", rollout: ("stable", "candidate"), revision: "1"))
            .At(Share.FromPartsPerMillion(percent * 10_000));
}
