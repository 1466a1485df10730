using Progressive.Definitions;
using Progressive.Flags;
using Progressive.Tests.Definitions;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Targeting;

public sealed class PrerequisiteTests
{
    private const string Chain = """
        {
          "Flags": {
            "a": { "Prerequisites": { "B": "on" }, "Default": "on" },
            "b": { "Prerequisites": { "c": [ "blue", "red" ] }, "Default": "on" },
            "c": { "Variants": { "blue": {}, "red": {}, "green": {} }, "Default": "green", "StickBy": "tenant", "Rules": [ { "When": { "group": "staff" }, "Serve": "red" } ] }
          }
        }
        """;

    [Fact]
    public void An_answer_goes_up_the_chain_and_depends_on_the_context()
    {
        using var host = Host.Of(Chain);
        var staff = new EvaluationContext("u") { ["group"] = "staff" };
        Assert.Equal(("on", EvaluationReason.Default), Answer(host, "a", staff));

        var unmet = host.Flags.Evaluate("a", new EvaluationContext("u"));
        Assert.Equal(("off", EvaluationReason.Disabled, false), (unmet.Variant, unmet.Reason, unmet.IsEnabled));
        Assert.Equal("its prerequisite is not met: 'B' has to be on", unmet.Cause);
        Assert.Equal("its prerequisite is not met: 'c' has to be blue or red", host.Flags.Evaluate("b", new EvaluationContext("u")).Cause);
        Assert.Same(unmet, host.Flags.Evaluate("a", context: null));
    }

    [Fact]
    public void What_has_to_be_known_includes_what_the_prerequisites_ask()
    {
        using var host = Host.Of(Chain);
        _ = host.Flags;
        Assert.Equal(ContextNeeds.Attributes, Needs(host, "a"));
        Assert.Equal(ContextNeeds.Attributes, Needs(host, "b"));

        using var keyed = Host.Of("""{"Flags":{"a":{"Prerequisites":{"b":"on"}},"b":"25%","c":{"Prerequisites":{"d":"on"}},"d":true}}""");
        _ = keyed.Flags;
        Assert.Equal(ContextNeeds.TargetingKey, Needs(keyed, "a"));
        Assert.Equal(ContextNeeds.None, Needs(keyed, "c"));
    }

    [Fact]
    public void A_prerequisite_that_is_killed_or_closed_is_not_met()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Prerequisites":{"b":"on"},"Default":"on"},"b":{"Default":"on"}}}""");
        Assert.Equal("on", host.Variant("a"));

        host.Live.Update("b", static state => state with { KillReason = "pager" });
        Assert.Equal(("off", EvaluationReason.Disabled), Answer(host, "a"));

        host.Live.Update("b", static state => state with { KillReason = null });
        Assert.Equal("on", host.Variant("a"));

        host.Live.Update("b", static state => state with { Closed = state.Closed.Add(FlagState.KeyOf("on", null), Availability.Closed("breached")) });
        Assert.Equal(("off", EvaluationReason.Disabled), Answer(host, "a"));
    }

    [Fact]
    public void Prerequisites_come_before_the_schedule_and_rules_and_after_the_switch()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": { "Prerequisites": { "b": "on" }, "Schedule": { "To": "1999-01-01" }, "Rules": [ { "Serve": "on" } ] },
                "off": { "Enabled": false, "Prerequisites": { "b": "on" } },
                "b": false
              }
            }
            """);
        Assert.StartsWith("its prerequisite", host.Flags.Evaluate("a").Cause, StringComparison.Ordinal);
        Assert.Null(host.Flags.Evaluate("off").Cause);
    }

    [Fact]
    public void All_of_several_have_to_be_met_and_the_first_that_is_not_is_named()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Prerequisites":{"b":"on","c":"on","d":"on"}},"b":true,"c":false,"d":false}}""");
        Assert.Contains("'c' has to be on", host.Flags.Evaluate("a").Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reload_and_a_weight_of_the_other_flag_count_at_once()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Prerequisites":{"b":"candidate"},"Default":"on"},"b":{"Rollout":{"Steps":["100%"]}}}}""");
        Assert.Equal("off", host.Variant("a", new EvaluationContext("u")));
        host.Live.Update("b", static state => state with { Revision = "1", Weight = Progressive.Assignment.Share.All });
        Assert.Equal("on", host.Variant("a", new EvaluationContext("u")));
    }

    [Fact]
    public void What_code_has_not_declared_yet_is_no_mistake_until_it_has()
    {
        foreach (var isDeclared in new[] { true, false })
        {
            using var host = Host.Of("""{"Flags":{"a":{"Prerequisites":{"endpoint":"candidate","layout":"grid"},"Default":"on"},"layout":{}}}""");
            host.Declarations.Expect(1);
            Assert.Equal(("off", EvaluationReason.Disabled), Answer(host, "a"));

            if (isDeclared)
            {
                host.Declarations.Add(new VariantDeclaration("endpoint", "candidate", null, "x"), new VariantDeclaration("layout", "grid", null, "x"));
                host.Declarations.Complete();
                Assert.Contains("'endpoint' has to be candidate", host.Flags.Evaluate("a").Cause, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(["PRG0052", "PRG0052"], Assert.Throws<DefinitionException>(host.Declarations.Complete).Problems.Select(static p => p.Code));
            }
        }
    }

    [Fact]
    public void A_flag_that_is_not_there_meets_nothing()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Prerequisites":{"endpoint":"candidate"},"Default":"on"}}}""");
        host.Declarations.Expect(1);
        Assert.Equal(("off", EvaluationReason.Disabled), Answer(host, "a"));
        Assert.Equal("its prerequisite is not met: 'endpoint' has to be candidate", host.Flags.Evaluate("a").Cause);
    }

    [Fact]
    public void Without_the_application_what_is_waited_for_is_assumed_to_be_there()
    {
        var validation = DefinitionValidator.Validate(new DefinitionFile("p.json", System.Text.Encoding.UTF8.GetBytes("""{"Flags":{"a":{"Prerequisites":{"layout":"grid"}},"layout":{},"b":{"Prerequisites":{"c":"blue"}},"c":{"Variants":{"red":{"Value":1}}}}}""")));
        Assert.Equal("Flags:b:Prerequisites:c", Assert.Single(validation.Problems).Path);
    }

    [Theory]
    [InlineData("""{"a":{"Prerequisites":{"a":"on"}}}""", "Flag 'a' waits for itself: a -> a.", "Flags:a:Prerequisites:a")]
    [InlineData("""{"x":{"Prerequisites":{"a":"on"}},"a":{"Prerequisites":{"b":"on"}},"b":{"Prerequisites":{"A":"on"}}}""", "Flag 'a' waits for itself: a -> b -> a.", "Flags:b:Prerequisites:A")]
    public void A_cycle_is_refused_once_with_its_path(string flags, string words, string path)
    {
        using var host = Host.Of($"{{\"Flags\":{flags}}}");
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Equal(("PRG0053", path), (problem.Code, problem.Path));
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(32, false, false)]
    [InlineData(33, false, true)]
    [InlineData(32, true, false)]
    [InlineData(33, true, true)]
    [InlineData(20_000, false, true)]
    [InlineData(20_000, true, true)]
    public void Flags_wait_32_deep_from_whichever_end_they_are_read(int count, bool backwards, bool refused)
    {
        var links = Enumerable.Range(0, count).Select(i => i == count - 1 ? $"\"f{i}\":true" : $"\"f{i}\":{{\"Prerequisites\":{{\"f{i + 1}\":\"on\"}},\"Default\":\"on\"}}");
        using var host = Host.Of($"{{\"Flags\":{{{string.Join(',', backwards ? links.Reverse() : links)}}}}}");
        if (refused)
        {
            Assert.All(host.ProblemsOfFirstLoad(), static problem => Assert.Equal("PRG0053", problem.Code));
        }
        else
        {
            Assert.Equal("on", host.Variant("f0"));
        }
    }

    /// <summary>Flags that all wait for all that come after them double the evaluations with each: 32 of them would keep one request for minutes.</summary>
    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    [InlineData(32, true)]
    public void A_flag_takes_1000_evaluations_of_others_at_most(int count, bool refused)
    {
        var flags = Enumerable.Range(0, count).Select(i =>
            $"\"f{i}\":{{\"Prerequisites\":{{{string.Join(',', Enumerable.Range(i + 1, count - i - 1).Select(j => $"\"f{j}\":\"on\""))}}},\"Default\":\"on\"}}");
        using var host = Host.Of($"{{\"Flags\":{{{string.Join(',', flags)}}}}}");
        if (refused)
        {
            Assert.All(host.ProblemsOfFirstLoad(), static problem =>
            {
                Assert.Equal("PRG0053", problem.Code);
                Assert.Contains("takes more than 1000 evaluations of other flags", problem.Message, StringComparison.Ordinal);
            });
        }
        else
        {
            Assert.Equal("on", host.Variant("f0"));
        }
    }

    private static ContextNeeds Needs(Host host, string flag) => host.Live.Current.TryGet(flag, out var compiled) ? compiled.Needs : throw new InvalidOperationException();

    private static (string, EvaluationReason) Answer(Host host, string flag, EvaluationContext? context = null)
    {
        var evaluation = host.Flags.Evaluate(flag, context);
        return (evaluation.Variant, evaluation.Reason);
    }
}
