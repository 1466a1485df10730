using CsCheck;
using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Flags;

/// <summary>What explanations say, and that they say it of the same answer.</summary>
public sealed class ExplanationTests
{
    private const string Definitions =
        """
        { "Segments": { "staff": { "When": { "email": { "endsWith": "@shop.example" } } } },
          "Flags": {
            "cart": "50%",
            "checkout": { "Prerequisites": { "cart": [ "on", "off" ] },
                          "Schedule": { "From": "2000-01-01T00:00:00Z", "To": "2001-01-01T00:00:00Z" },
                          "Variants": { "stable": {}, "candidate": {} },
                          "Rules": [ { "Name": "staff first", "When": { "segment": "staff" }, "Serve": "candidate" },
                                     { "When": { "country": [ "SE", "NO" ], "app": { "semver>=": "2.1.0" } }, "Serve": { "stable": "90%", "candidate": "10%" } } ],
                          "Split": { "stable": "75%", "candidate": "25%" } },
            "search": { "Rollout": { "Steps": [ "10% for 1h", "100%" ] } },
            "late": { "Schedule": { "From": "2030-01-01T00:00:00Z" }, "Default": "on" },
            "held": { "Prerequisites": { "late": "on" }, "Default": "on" },
            "off": false } }
        """;

    private static readonly string[] s_flags = ["cart", "checkout", "search", "late", "held", "off", "nobody"];

    [Fact]
    public void Says_each_rule_and_what_it_met_instead()
    {
        using var host = Host.Of(Definitions);
        var explanation = host.Flags.Explain("checkout", new("u-1") { ["country"] = "DE", ["email"] = "anna@other.example" });
        Assert.Equal(["enabled", "prerequisite", "schedule", "rule", "rule", "split"], explanation.Steps.Select(step => step.Stage));
        Assert.Contains("'staff first' does not match: segment staff", explanation.Steps[3].Text, StringComparison.Ordinal);
        Assert.Contains("country in (SE, NO), and country is 'DE'", explanation.Steps[4].Text, StringComparison.Ordinal);
        Assert.True(explanation.Steps[^1].Decides);
        Assert.Equal("u-1", explanation.StickyKey);
        Assert.Equal(new BucketHash("split", "checkout").Compute("u-1").ToString("x16"), explanation.Hash);
        Assert.Null(explanation.EntersAt);
        Assert.Contains("answer: checkout=", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_a_rule_makes_of_being_enabled()
    {
        using var host = Host.Of("""
            { "Flags": { "theme": { "Variants": { "small": {}, "big": {} }, "Default": "small",
                "Rules": [ { "Name": "trial", "When": { "plan": "trial" }, "Serve": "big", "Enabled": false }, { "Name": "rest", "Serve": { "small": "50%", "big": "50%" }, "Enabled": true } ] } } }
            """);
        Assert.EndsWith("and serves big, and IsEnabled is false by the rule", host.Flags.Explain("theme", new("u-1") { ["plan"] = "trial" }).Steps[^1].Text, StringComparison.Ordinal);
        Assert.EndsWith(", and IsEnabled is true by the rule", host.Flags.Explain("theme", new("u-1")).Steps[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("week on Mon, Wed", "every week on Mon, Wed")]
    [InlineData("2 weeks on Mon", "every 2 weeks on Mon")]
    [InlineData("day", "every day")]
    [InlineData("3 days", "every 3 days")]
    public void Says_on_which_days_a_schedule_comes_again(string every, string said)
    {
        using var host = Host.Of($$"""{ "Flags": { "chat": { "Default": "on", "Schedule": { "From": "2026-11-30T09:00+01:00", "To": "2026-11-30T17:00+01:00", "Every": "{{every}}" } } } }""");
        Assert.EndsWith($"from 2026-11-30T09:00:00+01:00 to 2026-11-30T17:00:00+01:00, {said}", host.Flags.Explain("chat").Steps[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_at_which_share_a_key_enters_a_rollout()
    {
        using var host = Host.Of(Definitions);
        Assert.NotNull(host.Flags);
        for (var i = 0; i < 200; i++)
        {
            var context = new EvaluationContext($"user-{i}");
            var explanation = host.Flags.Explain("search", context);
            var parts = (int)Math.Round(explanation.EntersAt!.Value * Share.Whole);
            Assert.EndsWith(FormattableString.Invariant($"'user-{i}' enters at {parts / 10_000m:0.####} %"), explanation.Steps[^1].Text, StringComparison.Ordinal);
            Assert.Equal("stable", Answer(Share.FromPartsPerMillion(parts - 1)));
            Assert.Equal("candidate", Answer(Share.FromPartsPerMillion(parts)));

            string Answer(Share weight)
            {
                host.Live.Update("search", state => state with { Revision = "1", Weight = weight, Unready = FlagState.Initial.Unready });
                return host.Variant("search", context);
            }
        }
    }

    [Fact]
    public void Says_what_stands_before_the_rules()
    {
        using var host = Host.Of(Definitions);
        Assert.Contains("is outside", Last("late"), StringComparison.Ordinal);
        Assert.Contains("'late' has to be on, and is off", Last("held"), StringComparison.Ordinal);
        Assert.Contains("off for everybody", Last("off"), StringComparison.Ordinal);
        Assert.Equal(EvaluationError.FlagNotFound, host.Flags.Explain("nobody").Evaluation.Error);

        string Last(string flag) => host.Flags.Explain(flag, new("u-1")).Steps.Last(step => step.Decides).Text;
    }

    [Fact]
    public void A_closed_variant_is_the_last_word()
    {
        using var host = Host.Of(Definitions);
        Assert.NotNull(host.Flags);
        host.Live.Update("checkout", state => state with { Closed = state.Closed.Add(FlagState.KeyOf("candidate", null), Availability.Closed("error_rate 4 %")) });
        var explanation = host.Flags.Explain("checkout", new("u-1") { ["email"] = "anna@shop.example" });
        Assert.Equal("availability", explanation.Steps[^1].Stage);
        Assert.Contains("error_rate 4 %", explanation.Steps[^1].Text, StringComparison.Ordinal);
        Assert.Equal("stable", explanation.Evaluation.Variant);
    }

    [Fact]
    public void Explains_the_answer_that_is_given()
    {
        using var host = Host.Of(Definitions);
        var attributes = Gen.Select(Gen.OneOf(Gen.Const("SE"), Gen.Const("DE"), Gen.Const((string)null!)), Gen.OneOf(Gen.Const("2.1.0"), Gen.Const("2.0.9"), Gen.Const("x"), Gen.Const((string)null!)), Gen.OneOf(Gen.Const("a@shop.example"), Gen.Const("b@x"), Gen.Const((string)null!)));
        Gen.Select(Gen.Int[0, 6].Select(i => s_flags[i]), Gen.OneOf(Gen.Const((string?)null), Gen.Int[0, 500].Select(i => (string?)$"u-{i}")), attributes)
            .Sample((flag, key, said) =>
            {
                var context = new EvaluationContext(key) { ["country"] = said.Item1, ["app"] = said.Item2, ["email"] = said.Item3 };
                var explanation = host.Flags.Explain(flag, context);
                Assert.Same(host.Flags.Evaluate(flag, context), explanation.Evaluation);
                if (explanation.Evaluation.Error == EvaluationError.None)
                {
                    Assert.Single(explanation.Steps, step => step.Decides);
                }
            });
    }
}
