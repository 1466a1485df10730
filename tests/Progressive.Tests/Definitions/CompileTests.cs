using Microsoft.Extensions.DependencyInjection;
using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>What definitions mean, seen through the flags they become.</summary>
public sealed class CompileTests
{
    private static readonly VariantDeclaration[] s_two = [new("a", "stable", null, "x"), new("a", "candidate", "7", "x")];

    [Theory]
    [InlineData("true", "on", true, "Static")]
    [InlineData("false", "off", false, "Disabled")]
    [InlineData("\"on\"", "on", true, "Static")]
    [InlineData("\"off\"", "off", false, "Static")]
    [InlineData("\"blue\"", "blue", true, "Static")]
    [InlineData("\"stable\"", "stable", false, "Static")]
    [InlineData("\"candidate\"", "candidate", true, "Static")]
    [InlineData("\"100%\"", "on", true, "Split")]
    [InlineData("\"0%\"", "off", false, "Split")]
    [InlineData("{}", "off", false, "Static")]
    [InlineData("null", "off", false, "Static")]
    [InlineData("""{ "Default": "on" }""", "on", true, "Static")]
    [InlineData("""{ "Default": "on", "Enabled": false }""", "off", false, "Disabled")]
    [InlineData("""{ "Variants": { "blue": {}, "red": {} }, "Default": "red" }""", "red", true, "Static")]
    [InlineData("""{ "Variants": { "blue": {}, "red": {} }, "Default": "red", "Off": "blue", "Enabled": "false" }""", "blue", false, "Disabled")]
    [InlineData("""{ "Variants": { "blue": {}, "red": {} } }""", "off", false, "Static")]
    [InlineData("""{ "Variants": { "stable": {}, "red": {} } }""", "stable", false, "Static")]
    [InlineData("""{ "Type": "boolean", "Default": "on" }""", "on", true, "Static")]
    public void A_flag_without_code(string definition, string variant, bool on, string reason)
    {
        using var host = Host.Of($$$"""{"Flags":{"a":{{{definition}}}}}""");
        var evaluation = host.Flags.Evaluate("a", new EvaluationContext("u-1"));
        Assert.Equal((variant, on, reason), (evaluation.Variant, evaluation.IsEnabled, evaluation.Reason.ToString()));
    }

    [Theory]
    [InlineData("{}", "stable", false)]
    [InlineData("false", "stable", false)]
    [InlineData("\"candidate\"", "candidate", true)]
    [InlineData("\"stable\"", "stable", false)]
    [InlineData("""{ "Rules": [ { "Serve": "candidate" } ] }""", "candidate", true)]
    [InlineData("""{ "Split": { "candidate": "100%" } }""", "candidate", true)]
    public void A_flag_with_variants_in_code(string definition, string variant, bool on)
    {
        using var host = Host.Of($$$"""{"Flags":{"a":{{{definition}}}}}""", s_two);
        var evaluation = host.Flags.Evaluate("a", new EvaluationContext("u-1"));
        Assert.Equal((variant, on), (evaluation.Variant, evaluation.IsEnabled));
    }

    [Fact]
    public void A_variant_that_is_declared_and_not_defined_serves_stable()
    {
        using var host = Host.Of("{}", s_two);
        var evaluation = host.Flags.Evaluate("a");
        Assert.Equal(("stable", EvaluationReason.Static), (evaluation.Variant, evaluation.Reason));
        Assert.Equal(["stable", "candidate"], host.Live.Current.Flags.Single().Parts.Variants.Select(v => v.Name));
    }

    [Fact]
    public void A_variant_without_code_and_value_is_served_to_nobody_until_code_declares_it()
    {
        using var host = Host.Of(
            """{"Flags":{"a":{"Rules":[{"Serve":"candidate"}],"Rollout":{"Steps":["100%"]}}}}""",
            new VariantDeclaration("a", "stable", null, "x"));
        var evaluation = host.Flags.Evaluate("a");
        Assert.Equal(("stable", EvaluationReason.Disabled), (evaluation.Variant, evaluation.Reason));
        Assert.Contains("candidate is missing", evaluation.Cause!, StringComparison.Ordinal);
        Assert.Empty(host.Set.Rollouts);

        host.Declarations.Add(s_two[1]);
        Assert.Equal("candidate", host.Variant("a"));
        Assert.Equal("7", Assert.Single(host.Set.Rollouts).Revision);
    }

    [Fact]
    public void Somebody_elses_unreadiness_is_left_alone()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Variants":{"blue":{}}}}}""", s_two);
        _ = host.Flags;
        host.Live.Update("a", s => s with { Unready = s.Unready.SetItem("candidate", Availability.Warming).SetItem("blue", Availability.Warming) });
        host.Declarations.Add(new VariantDeclaration("b", "stable", null, "x"));
        host.Declarations.Add(new VariantDeclaration("a", "blue", null, "x"));
        Assert.Equal([AvailabilityKind.Warming, AvailabilityKind.Warming], host.Live.StateOf("a").Unready.Values.Select(a => a.Kind));
    }

    [Fact]
    public void What_was_missing_is_forgotten_with_its_definition()
    {
        var source = new ScriptedSource("""{"Flags":{"a":{"Variants":{"blue":{}}}}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        host.Declarations.Add(s_two);
        _ = host.Flags;
        Assert.Equal(AvailabilityKind.Missing, host.Live.StateOf("a").Unready["blue"].Kind);
        source.Json = "{}";
        Assert.Empty(host.Live.StateOf("a").Unready);
    }

    [Fact]
    public void A_rollout_is_between_stable_and_candidate_with_the_revision_of_both_worlds()
    {
        using var host = Host.Of(
            """
            {
              "Plans": { "standard": { "Steps": [ "10% for 1m", "approval", "100%" ], "Guards": [ "error_rate < 1%" ], "Bake": "1h" } },
              "Flags": {
                "a": { "Rollout": "Standard", "Variants": { "candidate": { "Revision": "2" } } },
                "inline": { "Rollout": { "Plan": "standard" } },
                "own": { "Rollout": { "Steps": [ "10% for 1m", "10% for 2m", "100%" ] } }
              }
            }
            """,
            s_two);
        _ = host.Flags;
        Assert.Equal([("a", "7+2", "standard"), ("inline", "1", "standard"), ("own", "1", "own")], host.Set.Rollouts.Select(r => (r.Flag, r.Revision, r.Plan.Name)));
        Assert.All(host.Set.Rollouts, r => Assert.Equal(("stable", "candidate"), (r.Stable, r.Candidate)));
        Assert.Equal("10% for 1m, approval, 100%", string.Join(", ", host.Set.Rollouts[0].Plan.Steps));
        Assert.Equal("error_rate < 1%", host.Set.Rollouts[0].Plan.Guards.Single().ToString());

        // The engine's weight counts for this revision only.
        host.Live.Update("a", s => s with { Revision = "7+2", Weight = Share.All });
        Assert.Equal("candidate", host.Variant("a", new EvaluationContext("u")));
    }

    [Theory]
    [InlineData("""{ "Value": { "x": 1, "y": [ 1, 2 ] } }""", """{ "Value": { "y": [ 1, 2 ], "x": 1.0 } }""", true)]
    [InlineData("""{ "Value": { "x": 1 } }""", """{ "Value": { "x": 2 } }""", false)]
    [InlineData("""{ "Value": { "x": "1" } }""", """{ "Value": { "x": 1 } }""", false)]
    [InlineData("""{ "Value": [ "ab", "c" ] }""", """{ "Value": [ "a", "bc" ] }""", false)]
    [InlineData("""{ "Value": 9007199254740993 }""", """{ "Value": 9007199254740992 }""", false)]
    [InlineData("""{ "Value": 1, "Revision": "1" }""", """{ "Value": 1, "Revision": "2" }""", false)]
    public void Another_value_or_revision_is_another_thing_to_try(string left, string right, bool same)
    {
        Assert.Equal(same, RevisionOf(left) == RevisionOf(right));

        static string RevisionOf(string candidate)
        {
            using var host = Host.Of($$$"""{"Flags":{"a":{"Rollout":{"Steps":["100%"]},"Variants":{"stable":{"Value":0},"candidate":{{{candidate}}} } } } }""");
            _ = host.Flags;
            return Assert.Single(host.Set.Rollouts).Revision;
        }
    }

    [Fact]
    public void Editing_plans_rules_and_texts_is_no_other_revision()
    {
        var source = new ScriptedSource("""{"Flags":{"a":{"Rollout":{"Steps":["100%"]}}}}""");
        using var host = new Host(add: b => b.AddDefinitionSource(_ => source));
        _ = host.Flags;
        var before = host.Set.Rollouts[0];
        source.Json = """{"Flags":{"a":{"Description":"x","Rules":[{"When":{"t":"y"},"Serve":"candidate"}],"Rollout":{"Steps":["50% for 1m","100%"]}}}}""";
        Assert.Equal(before.Revision, host.Set.Rollouts[0].Revision);
        Assert.Equal(2, host.Set.Rollouts[0].Plan.Steps.Count);
    }

    [Fact]
    public void Guards_without_a_rollout_watch_all_but_the_default_and_off()
    {
        using var host = Host.Of("""
            {"Flags":{"a":{"Variants":{"off":{},"x":{"Revision":"3"},"y":{}},"Default":"off","Split":{"x":"50%","y":"50%"},"Guards":["error_rate < stable + 10%"]},
                      "b":{"Rollout":{"Steps":["100%"],"Guards":["error_rate < 1%"],"Bake":"1h"}},"c":{"Rollout":{"Steps":["100%"]}}}}
            """);
        _ = host.Flags;
        var watch = Assert.Single(host.Set.Watches);
        Assert.Equal("off", watch.Reference);
        Assert.Equal([("x", "3"), ("y", null)], watch.Variants);
        Assert.True(host.Routes.TryGetWatched("a", out _));
        Assert.True(host.Routes.TryGetWatched("B", out _));
        Assert.False(host.Routes.TryGetWatched("c", out _));
    }

    [Fact]
    public void Flags_with_code_are_watched_where_the_code_is_called_not_where_they_are_read()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Rollout":{"Steps":["100%"],"Guards":["error_rate < 1%"],"Bake":"1h"}}}}""", s_two);
        Assert.False(host.Routes.TryGetWatched("a", out _));
    }

    [Fact]
    public void The_salt_is_the_key_in_lower_case_or_as_written()
    {
        static string[] Served(string json, string flag)
        {
            using var host = Host.Of(json);
            return [.. Enumerable.Range(0, 200).Select(i => host.Variant(flag, new EvaluationContext("u" + i)))];
        }

        var plain = Served("""{"Flags":{"New-Search":"50%"}}""", "new-search");
        Assert.Equal(plain, Served("""{"Flags":{"new-search":"50%"}}""", "NEW-SEARCH"));
        Assert.Equal(plain, Served("""{"Flags":{"other":{"Split":{"on":"50%","off":"50%"},"Salt":"new-search"}}}""", "other"));
        Assert.NotEqual(plain, Served("""{"Flags":{"other":{"Split":{"on":"50%","off":"50%"},"Salt":"NEW-SEARCH"}}}""", "other"));
        Assert.NotEqual(plain, Served("""{"Flags":{"other":"50%"}}""", "other"));
    }

    [Fact]
    public void Rules_compare_with_values_and_lists_from_files_and_from_configuration()
    {
        const string Json = """
            {"Flags":{"a":{"Variants":{"x":{},"y":{},"z":{}},"Rules":[
              {"Name":"north","When":{"country":["SE","NO"],"beta":true},"Serve":"x"},
              {"When":{"level":3},"Serve":"y"},
              {"When":{"plan":"pro"},"Serve":"z"}]}}}
            """;
        foreach (var host in new[] { Host.Of(Json), new Host(Configurations.Of("json:" + Json)) })
        {
            using (host)
            {
                Assert.Equal("x", host.Variant("a", new EvaluationContext("u") { ["country"] = "NO", ["beta"] = true }));
                Assert.Equal("north", host.Flags.Evaluate("a", new EvaluationContext("u") { ["country"] = "NO", ["beta"] = true }).Cause);
                Assert.Equal("off", host.Variant("a", new EvaluationContext("u") { ["country"] = "NO", ["beta"] = false }));
                Assert.Equal("y", host.Variant("a", new EvaluationContext("u") { ["level"] = 3 }));
                Assert.Equal("rule 2", host.Flags.Evaluate("a", new EvaluationContext("u") { ["level"] = 3 }).Cause);
                Assert.Equal("z", host.Variant("a", new EvaluationContext("u") { ["plan"] = "pro" }));
            }
        }
    }

    [Fact]
    public void Sticks_by_what_is_written()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Split":{"on":"100%"},"StickBy":"tenant"},"b":{"Split":{"on":"100%"},"StickBy":"CALL"},"c":{"Split":{"on":"100%"},"StickBy":"TargetingKey"}}}""");
        Assert.Equal(EvaluationError.TargetingKeyMissing, host.Flags.Evaluate("a", new EvaluationContext("u")).Error);
        Assert.True(host.Flags.IsEnabled("a", new EvaluationContext { ["tenant"] = "t" }));
        Assert.True(host.Flags.IsEnabled("b"));
        Assert.True(host.Flags.IsEnabled("c", new EvaluationContext("u")));
        Assert.Equal(EvaluationError.TargetingKeyMissing, host.Flags.Evaluate("c").Error);
    }

    [Fact]
    public void A_fallback_is_known_to_the_route()
    {
        using var host = Host.Of("""{"Flags":{"a":{"Rollout":{"Steps":["100%"]},"Fallback":"stable"},"b":{"Rollout":{"Steps":["100%"]}}}}""");
        Assert.True(host.Routes.For("a").HasFallback);
        Assert.False(host.Routes.For("b").HasFallback);
    }

    [Fact]
    public void Code_writes_what_a_file_would()
    {
        using var host = new Host(add: b => b
            .AddPlan("standard", p => p.Step("1% for 10m").Step("100%").Guard("error_rate < 1%").Bake(TimeSpan.FromMinutes(90)))
            .AddFlag("on", true)
            .AddFlag("share", "25%")
            .AddFlag("checkout", f => f.Describe("New checkout", "payments", new DateOnly(2027, 3, 1), "web", "eu").Rollout("standard").Fallback("stable").StickBy("tenant"))
            .AddFlag("own", f => f.Rollout(p => p.Step("100%")))
            .AddFlag("killed", f => f.Default("on").Disabled())
            .AddFlag("theme", f => f.Variant("blue", 1).Variant("red", 2, "5").Default("blue").Off("blue").Rule("red", r => r.Named("fans").When("team", "x", "y")).Split("blue", "50%").Split("red", "50%").Salt("s").Guard("error_rate < 5%")));

        Assert.True(host.Flags.IsEnabled("on"));
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("killed").Reason);
        Assert.Equal("fans", host.Flags.Evaluate("theme", new EvaluationContext("u") { ["team"] = "y" }).Cause);
        Assert.Equal(["checkout", "own"], host.Set.Rollouts.Select(r => r.Flag));
        Assert.Equal(TimeSpan.FromMinutes(90), host.Set.Rollouts[0].Plan.Bake);
        Assert.Equal(6, host.Set.FlagCount);
    }

    [Fact]
    public void Code_that_defines_a_flag_again_adds_to_it()
    {
        using var host = new Host(add: b => b.AddFlag("a", f => f.Default("on")).AddFlag("a", f => f.Describe("x")).AddFlag("A", false));
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("a").Reason);
        Assert.Equal(1, host.Set.FlagCount);
    }
}
