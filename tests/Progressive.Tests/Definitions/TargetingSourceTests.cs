using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>Rules, segments and gates over several sources, in every culture, and however deep and large they are.</summary>
public sealed class TargetingSourceTests
{
    private const string Definitions = """
        {
          "Segments": { "staff": { "When": { "email": { "endsWith": "@shop.example" }, "level": { ">=": 1.5 } }, "Include": [ "u-1", "u-2" ] } },
          "Flags": {
            "INVITE": {
              "Prerequisites": { "base": [ "on" ] },
              "Schedule": { "From": "2026-01-01T00:00:00Z", "Every": null },
              "Rules": [
                { "Name": "i", "When": { "segment": "staff", "beta": true, "app": { "semver>=": "2.1.0" } }, "Serve": "on" },
                { "When": { "any": [ { "born": { "before": "2000-01-01" } }, { "ID": { "in": [ 5, "i" ] } } ] }, "Serve": { "on": "12.5%", "off": "87.5%" } }
              ]
            },
            "base": true
          }
        }
        """;

    // tr-TR has letters of its own for i and I; de-DE writes 1,5.
    public static TheoryData<string> Cultures => ["", "made by hand", "de-DE", "tr-TR", "th-TH"];

    [Theory]
    [MemberData(nameof(Cultures))]
    public void Means_the_same_from_a_file_and_from_configuration_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Culture(culture);
            using var file = Host.Of(Definitions);
            using var configuration = new Host(Configurations.Of("json:" + Definitions));
            foreach (var host in new[] { file, configuration })
            {
                var staff = new EvaluationContext("u-9") { ["EMAIL"] = "i@shop.example", ["level"] = "1.5", ["BETA"] = "true", ["app"] = "2.10.0" };
                host.Time.SetUtcNow(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
                Assert.Equal("outside its schedule (from 2026-01-01T00:00:00+00:00)", host.Flags.Evaluate("invite", staff).Cause);
                host.Time.SetUtcNow(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
                Assert.Equal("i", host.Flags.Evaluate("invite", staff).Cause);
                Assert.Equal("i", host.Flags.Evaluate("invite", new EvaluationContext("u-2") { ["beta"] = true, ["app"] = "3" }).Cause);
                Assert.Null(host.Flags.Evaluate("invite", new EvaluationContext("u-2") { ["beta"] = false, ["app"] = "3" }).Cause);
                Assert.Equal("rule 2", host.Flags.Evaluate("invite", new EvaluationContext("u-9") { ["id"] = 5 }).Cause);
                Assert.Equal("rule 2", host.Flags.Evaluate("invite", new EvaluationContext("u-9") { ["born"] = "1999-12-31" }).Cause);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Lists_and_conditions_are_replaced_whole_and_segments_merge_by_member()
    {
        using var host = new Host(Configurations.Of(
            """json:{"Segments":{"s":{"When":{"a":"1","b":"2"},"Include":["u-1","u-2","u-3"],"Exclude":["u-9"]}},"Flags":{"f":{"Prerequisites":{"p":"on","q":"on"},"Rules":[{"When":{"segment":"s"},"Serve":"on"},{"When":{"c":"3"},"Serve":"on"}]},"p":true,"q":true}}""",
            """json:{"Segments":{"S":{"When":{"b":"2"},"Include":["u-4"]}},"Flags":{"f":{"Prerequisites":{"p":"on"}},"q":false}}""",
            "memory:Flags:f:Rules:0:When:segment=s;Flags:f:Rules:0:Serve=on"));
        foreach (var (key, b, expected) in new[] { ("u-4", "", true), ("u-1", "", false), ("u-5", "2", true), ("u-9", "2", false) })
        {
            Assert.Equal(expected, host.Flags.IsEnabled("f", new EvaluationContext(key) { ["b"] = b }));
        }

        Assert.False(host.Flags.IsEnabled("f", new EvaluationContext("u") { ["c"] = "3" }));
    }

    [Fact]
    public void A_list_of_shares_is_a_list_in_configuration_too()
    {
        const string Flags = """{"Flags":{"a":{"Bucketing":"flagd-v2","Variants":{"x":{},"y":{}},"Default":"x","Split":[{"y":2},{"x":1},{"y":7}]}}}""";
        using var file = Host.Of(Flags);
        using var configuration = new Host(Configurations.Of("json:" + Flags));
        var keys = Enumerable.Range(0, 200).Select(static i => new EvaluationContext($"u-{i}")).ToArray();
        Assert.All(keys, key => Assert.Equal(file.Variant("a", key), configuration.Variant("a", key)));
    }

    [Theory]
    [InlineData("100")]
    [InlineData("\"100\"")]
    public void A_number_of_calls_may_be_a_number(string calls)
    {
        using var host = Host.Of("{\"Flags\":{\"a\":{\"Rollout\":{\"Steps\":[\"10% for 1h\",\"100%\"],\"Guards\":[\"latency p95 < 1s\"],\"WarmUpCalls\":" + calls + "}}}}");
        _ = host.Flags;
        Assert.Equal(100, Assert.Single(host.Set.Rollouts).Plan.WarmUpCalls);
    }

    [Fact]
    public void The_environment_switches_flags_off_whatever_their_rules()
    {
        using var host = new Host(Configurations.Of(
            """json:{"Flags":{"checkout":{"Rules":[{"Serve":"on"}],"Prerequisites":{"new-search":"on"}},"new-search":{"Rules":[{"Serve":"on"}]},"other":{"Rules":[{"Serve":"on"}]}}}""",
            "env:Flags__checkout=false;Flags__new_search=false"));
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("new-search").Reason);
        Assert.Equal("on", host.Variant("other"));
    }

    [Fact]
    public void Names_are_written_once_and_without_colons()
    {
        using var twice = Host.Of("""{"Flags":{"a":{"Rules":[{"Serve":"on","When":{"x":"1","X":"2"}}]}}}""", []);
        var problem = Assert.Single(twice.ProblemsOfFirstLoad());
        Assert.Equal("PRG0005", problem.Code);
        using var colon = Host.Of("""{"Segments":{"a:b":{"Include":["u"]}},"Flags":{"a":{"Rules":[{"Serve":"on","When":{"x:y":"1"}}]}}}""");
        Assert.Equal(["PRG0006", "PRG0006"], colon.ProblemsOfFirstLoad().Select(static p => p.Code));
    }

    [Theory]
    [InlineData("not", 31, false)]
    [InlineData("not", 32, false)]
    [InlineData("not", 33, true)]
    [InlineData("not", 5_000, true)]
    [InlineData("any:0", 29, false)]
    [InlineData("any:0", 30, true)]
    [InlineData("any:0", 5_000, true)]
    [InlineData("x:not", 1, false)]
    [InlineData("x:not:not", 5_000, true)]
    public void Conditions_that_are_too_deep_are_refused(string level, int count, bool refused)
    {
        var path = string.Join(':', Enumerable.Repeat(level, count));
        var leaf = level.StartsWith('x') ? "" : ":country";
        using var host = new Host(Configurations.Of($"memory:Flags:a:Rules:0:When:{path}{leaf}=SE;Flags:a:Rules:0:Serve=on"));
        if (refused)
        {
            var problem = Assert.Single(host.ProblemsOfFirstLoad());
            Assert.True(problem.Code is "PRG0049" or "PRG0003", problem.ToString());
        }
        else
        {
            _ = host.Flags;
        }
    }

    [Fact]
    public void Operators_that_are_too_deep_are_refused()
    {
        using var host = new Host(Configurations.Of($"memory:Flags:a:Rules:0:When:x:{string.Join(':', Enumerable.Repeat("not", 40))}=SE;Flags:a:Rules:0:Serve=on"));
        Assert.Contains("'not' stands more than 32 deep in itself", Assert.Single(host.ProblemsOfFirstLoad()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_of_any_depth_end_no_process()
    {
        var path = string.Join(':', Enumerable.Repeat("x", 100_000));
        using var held = new Host(Configurations.Of($"memory:Flags:a:{path}=1"));
        Assert.Equal("PRG0003", Assert.Single(held.ProblemsOfFirstLoad()).Code);

        // A file of that depth is no JSON to the reader.
        using var file = new TemporaryDirectory();
        file.Write("deep.json", new string('[', 100_000));
        using var deep = new Host(add: b => b.AddProgressiveFile(file.At("deep.json")));
        Assert.Contains("depth", Assert.Single(deep.ProblemsOfFirstLoad()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Content_of_other_sources_is_64_levels_deep_at_most()
    {
        JsonNode node = JsonValue.Create(1);
        for (var i = 0; i < 70; i++)
        {
            node = new JsonObject { ["a"] = node };
        }

        Assert.Throws<ArgumentException>(() => new DefinitionLayer("mine", node.AsObject()));
        Assert.Throws<ArgumentException>(() => new Host(add: b => b.AddFlag("a", f => f.Variant("x", node))));
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    public void Numbers_that_no_double_holds_are_refused(string number)
    {
        using var directory = new TemporaryDirectory();
        directory.Write("p.json", """{"Flags":{"a":{"Rules":[{"When":{"x":{"<":NUMBER}},"Serve":"on"}]}}}""".Replace("NUMBER", number, StringComparison.Ordinal));
        using var host = new Host(add: b => b.AddProgressiveFile(directory.At("p.json")));
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Equal("PRG0004", problem.Code);
        Assert.Contains("is a number that is too large", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_lists_are_read_and_asked_in_no_time_to_speak_of()
    {
        var text = new StringBuilder("{\"Segments\":{\"s\":{\"Include\":[");
        text.AppendJoin(',', Enumerable.Range(0, 200_000).Select(static i => $"\"u-{i}\""));
        text.Append("]}},\"Flags\":{\"a\":{\"Rules\":[{\"When\":{\"segment\":\"s\"},\"Serve\":\"on\"}]}}}");
        using var host = Host.Of(text.ToString());
        Assert.True(host.Flags.IsEnabled("a", new EvaluationContext("u-199999")));
        Assert.False(host.Flags.IsEnabled("a", new EvaluationContext("u-200000")));
    }

    private static CultureInfo Culture(string name)
    {
        if (name == "made by hand")
        {
            // It is there where the runtime has no cultures installed.
            var made = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            made.NumberFormat.NumberDecimalSeparator = ",";
            made.NumberFormat.NegativeSign = "~";
            made.DateTimeFormat.DateSeparator = ".";
            made.DateTimeFormat.TimeSeparator = ".";
            return made;
        }

        try
        {
            return CultureInfo.GetCultureInfo(name);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }
}
