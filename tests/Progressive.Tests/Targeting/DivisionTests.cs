using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Progressive.Flags;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Targeting;

/// <summary>Rules that divide whom they match, and foreign buckets, through definitions.</summary>
public sealed class DivisionTests
{
    private static readonly EvaluationContext[] s_keys = [.. Enumerable.Range(0, 1_000).Select(static i => new EvaluationContext($"user-{i}") { ["tenant"] = i % 50 })];

    [Fact]
    public void A_rule_divides_as_the_flags_split_does()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": { "Salt": "s", "Variants": { "x": {}, "y": {}, "z": {} }, "Split": { "x": "20%", "y": "30%", "z": "50%" } },
                "b": { "Salt": "s", "Variants": { "x": {}, "y": {}, "z": {} }, "Rules": [ { "Serve": { "z": "50%", "x": "20%", "y": "30%" } } ] },
                "c": { "Salt": "other", "Variants": { "x": {}, "y": {}, "z": {} }, "Rules": [ { "Salt": "s", "Serve": { "x": "20%", "y": "30%", "z": "50%" } } ] },
                "d": { "Variants": { "x": {}, "y": {}, "z": {} }, "Rules": [ { "Salt": "t", "Serve": { "x": "20%", "y": "30%", "z": "50%" } } ] }
              }
            }
            """);
        foreach (var key in s_keys)
        {
            Assert.Equal(host.Variant("a", key), host.Variant("b", key));
            Assert.Equal(host.Variant("a", key), host.Variant("c", key));
        }

        Assert.Contains(s_keys, key => host.Variant("a", key) != host.Variant("d", key));
        var evaluation = host.Flags.Evaluate("b", s_keys[0]);
        Assert.Equal((EvaluationReason.TargetingMatch, "rule 1"), (evaluation.Reason, evaluation.Cause));
        Assert.Same(evaluation, host.Flags.Evaluate("b", s_keys.First(key => key != s_keys[0] && host.Variant("b", key) == evaluation.Variant)));
    }

    [Fact]
    public void A_rule_may_stick_by_something_else_than_the_flag()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": { "Rules": [ { "Name": "by tenant", "StickBy": "tenant", "Serve": { "on": "50%", "off": "50%" } } ], "Default": "on" },
                "b": { "StickBy": "tenant", "Rules": [ { "StickBy": "targetingKey", "Serve": { "on": "50%", "off": "50%" } } ] }
              }
            }
            """);
        Assert.All(s_keys.GroupBy(static key => key["tenant"]), tenant => Assert.Single(tenant.Select(key => host.Variant("a", key)).Distinct()));
        Assert.Equal(2, s_keys.Select(key => host.Variant("a", key)).Distinct().Count());

        var missing = host.Flags.Evaluate("a", new EvaluationContext("u"));
        Assert.Equal(("on", EvaluationReason.Error, EvaluationError.TargetingKeyMissing), (missing.Variant, missing.Reason, missing.Error));
        Assert.Equal("the context has no attribute 'tenant', by which by tenant divides", missing.Cause);
        Assert.Equal("the context has no targeting key, by which rule 1 divides", host.Flags.Evaluate("b", new EvaluationContext { ["tenant"] = 1 }).Cause);

        Assert.Equal(ContextNeeds.Attributes, Needs(host, "a"));
        Assert.Equal(ContextNeeds.TargetingKey, Needs(host, "b"));
    }

    [Fact]
    public void Shares_of_a_condition_nest_and_are_independent_of_the_split()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": { "Rules": [ { "When": { "share": "25%" }, "Serve": "on" } ] },
                "b": { "Salt": "a", "Rules": [ { "When": { "share": { "From": "25%", "To": "60%" } }, "Serve": "on" } ] },
                "c": { "Salt": "a", "Rules": [ { "When": { "share": "60%" }, "Serve": "on" } ] },
                "none": { "Rules": [ { "When": { "share": "0%" }, "Serve": "on" } ] },
                "all": { "Rules": [ { "When": { "share": "100%" }, "Serve": "on" } ] },
                "tenants": { "Rules": [ { "When": { "share": { "To": "50%", "StickBy": "tenant" } }, "Serve": "on" } ] },
                "calls": { "Rules": [ { "When": { "share": { "To": "50%", "StickBy": "call" } }, "Serve": "on" } ] }
              }
            }
            """);
        foreach (var key in s_keys)
        {
            var (a, b, c) = (host.Flags.IsEnabled("a", key), host.Flags.IsEnabled("b", key), host.Flags.IsEnabled("c", key));
            Assert.False(a && b);
            Assert.Equal(a || b, c);
            Assert.False(host.Flags.IsEnabled("none", key));
            Assert.True(host.Flags.IsEnabled("all", key));
        }

        Assert.InRange(s_keys.Count(key => host.Flags.IsEnabled("a", key)), 200, 300);
        Assert.All(s_keys.GroupBy(static key => key["tenant"]), tenant => Assert.Single(tenant.Select(key => host.Variant("tenants", key)).Distinct()));
        Assert.Equal(2, Enumerable.Range(0, 200).Select(_ => host.Variant("calls", s_keys[0])).Distinct().Count());

        // Who has no key is in no share, and that is no error: the rule is not for him.
        Assert.Equal(EvaluationReason.Default, host.Flags.Evaluate("all", new EvaluationContext()).Reason);
    }

    [Fact]
    public void Enabled_of_a_rule_is_what_IsEnabled_answers_for_whom_it_serves()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": {
                  "Variants": { "small": {}, "big": {} }, "Default": "small",
                  "Rules": [ { "When": { "g": "1" }, "Serve": "small", "Enabled": false }, { "When": { "g": "2" }, "Serve": "off", "Enabled": true }, { "When": { "g": "3" }, "Serve": "big" } ]
                }
              }
            }
            """);
        Assert.Equal(("small", false), Asked("1"));
        Assert.Equal(("off", true), Asked("2"));
        Assert.Equal(("big", true), Asked("3"));
        Assert.Equal(("small", true), Asked("4"));

        host.Live.Update("a", static state => state with { Closed = state.Closed.Add(FlagState.KeyOf("big", null), Availability.Closed("breached")) });
        Assert.Equal(("off", false), Asked("3"));

        (string, bool) Asked(string group)
        {
            var evaluation = host.Flags.Evaluate("a", new EvaluationContext("u") { ["g"] = group });
            return (evaluation.Variant, evaluation.IsEnabled);
        }
    }

    [Theory]
    [InlineData("""{"Type":"boolean","Variants":{"yes":{"Value":true},"no":{"Value":false}},"Default":"yes","Off":"no"}""", true)]
    [InlineData("""{"Type":"boolean","Variants":{"yes":{"Value":true},"no":{"Value":false}},"Default":"no","Off":"yes"}""", false)]
    [InlineData("""{"Type":"boolean","Variants":{"yes":{"Value":"True"},"no":{"Value":"false"}},"Enabled":false,"Off":"yes"}""", true)]
    [InlineData("""{"Variants":{"yes":{"Value":true},"no":{"Value":false}},"Default":"no","Off":"yes"}""", true)]
    [InlineData("""{"Type":"boolean","Variants":{"yes":{"Value":true},"no":{}},"Default":"no","Off":"yes"}""", true)]
    [InlineData("""{"Type":"boolean","Variants":{"yes":{"Value":true},"no":{"Value":false}},"Rules":[{"Serve":"no","Enabled":true}],"Default":"yes"}""", true)]
    public void A_boolean_flag_is_on_when_its_value_is_true(string flag, bool expected)
    {
        using var host = Host.Of($"{{\"Flags\":{{\"a\":{flag}}}}}");
        Assert.Equal(expected, host.Flags.IsEnabled("a", new EvaluationContext("u")));
    }

    [Fact]
    public void Microsofts_percentages_are_theirs()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "MyFlag": { "Bucketing": "microsoft", "Variants": { "small": {}, "big": {} }, "Default": "small", "Split": [ { "small": "50%" }, { "big": "30%" }, { "small": "20%" } ] },
                "Salted": { "Bucketing": "microsoft", "Salt": "seed", "Variants": { "small": {}, "big": {} }, "Default": "small", "Rules": [ { "Serve": [ { "big": "12.5%" }, { "small": "87.5%" } ] } ] },
                "Shared": { "Bucketing": "microsoft", "Rules": [ { "When": { "share": { "From": "10%", "To": "40%", "Salt": "seed" } }, "Serve": "on" } ] }
              }
            }
            """);
        foreach (var key in s_keys)
        {
            var own = Percentage(key.TargetingKey + "\nMyFlag");
            Assert.Equal(own is >= 50 and < 80 ? "big" : "small", host.Variant("MyFlag", key));
            var seeded = Percentage(key.TargetingKey + "\nseed");
            Assert.Equal(seeded < 12.5 ? "big" : "small", host.Variant("Salted", key));
            Assert.Equal(seeded is >= 10 and < 40, host.Flags.IsEnabled("Shared", key));
        }

        // Theirs hashes nobody as the empty text.
        var nobody = host.Flags.Evaluate("MyFlag", new EvaluationContext());
        Assert.Equal((Percentage("\nMyFlag") is >= 50 and < 80 ? "big" : "small", EvaluationError.None), (nobody.Variant, nobody.Error));

        using var tenants = Host.Of("""{"Flags":{"MyFlag":{"StickBy":"tenant","Bucketing":"microsoft","Default":"on","Split":[{"off":"50%"},{"on":"50%"}]}}}""");
        foreach (var context in new[] { new EvaluationContext("u"), new EvaluationContext("u") { ["tenant"] = "" } })
        {
            Assert.Equal((Percentage("\nMyFlag") < 50 ? "off" : "on", EvaluationError.None), (tenants.Variant("MyFlag", context), tenants.Flags.Evaluate("MyFlag", context).Error));
        }

        static double Percentage(string text) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) / (double)uint.MaxValue * 100;
    }

    [Fact]
    public void Weights_of_flagd_are_in_the_order_they_are_written()
    {
        using var host = Host.Of("""
            {
              "Flags": {
                "a": { "Bucketing": "flagd-v2", "Variants": { "x": {}, "y": {} }, "Default": "x", "Split": [ { "x": 1 }, { "y": 2 }, { "x": 0 } ] },
                "b": { "Salt": "a", "Bucketing": "flagd-v2", "Variants": { "x": {}, "y": {} }, "Default": "x", "Split": [ { "y": "2" }, { "x": "1" } ] }
              }
            }
            """);
        Assert.InRange(s_keys.Count(key => host.Variant("a", key) == "y"), 600, 730);
        Assert.InRange(s_keys.Count(key => host.Variant("b", key) == "y"), 600, 730);
        Assert.Contains(s_keys, key => host.Variant("a", key) != host.Variant("b", key));
        Assert.Equal(EvaluationError.TargetingKeyMissing, host.Flags.Evaluate("a", new EvaluationContext()).Error);
    }

    private static ContextNeeds Needs(Host host, string flag) => host.Live.Current.TryGet(flag, out var compiled) ? compiled.Needs : throw new InvalidOperationException();
}
