using Progressive.Flags;
using Progressive.Flags.Rules;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Targeting;

public sealed class SegmentTests
{
    [Theory]

    // Include beats When, Exclude beats Include.
    [InlineData("{'When':{'group':'staff'}}", "u-1", true)]
    [InlineData("{'When':{'group':'guest'}}", "u-1", false)]
    [InlineData("{'When':{'group':'guest'},'Include':['u-1']}", "u-1", true)]
    [InlineData("{'When':{'group':'staff'},'Exclude':['u-1']}", "u-1", false)]
    [InlineData("{'When':{'group':'staff'},'Exclude':['u-2']}", "u-1", true)]
    [InlineData("{'Include':['u-1'],'Exclude':['u-1']}", "u-1", false)]
    [InlineData("{'Include':['U-1']}", "u-1", false)]
    [InlineData("{'Include':['u-1']}", null, false)]
    [InlineData("{'Exclude':['u-1']}", "u-2", false)]

    // Nothing said is nobody.
    [InlineData("{}", "u-1", false)]
    [InlineData("null", "u-1", false)]
    [InlineData("{'When':{}}", "u-1", false)]
    [InlineData("{'When':null,'Description':'nobody yet'}", "u-1", false)]

    // By an attribute, of each kind.
    [InlineData("{'By':'tenant','Include':['42']}", "u-1", true)]
    [InlineData("{'By':'Tenant','Include':['43']}", "u-1", false)]
    [InlineData("{'By':'tenant','Include':['43'],'When':{'group':'staff'}}", "u-1", true)]
    [InlineData("{'By':'tenant','Exclude':['42'],'When':{'group':'staff'}}", "u-1", false)]
    [InlineData("{'By':'roles','Include':['admin']}", "u-1", true)]
    [InlineData("{'By':'roles','Include':['admin'],'Exclude':['trainee']}", "u-1", false)]
    [InlineData("{'By':'rate','Include':['0.5']}", "u-1", true)]
    [InlineData("{'By':'beta','Include':['true']}", "u-1", true)]
    [InlineData("{'By':'missing','Include':['']}", "u-1", false)]
    [InlineData("{'By':'targetingKey','Include':['u-1']}", "u-1", true)]
    public void Has(string segment, string? key, bool expected)
    {
        var context = new EvaluationContext(key) { ["group"] = "staff", ["tenant"] = 42, ["roles"] = new[] { "admin", "trainee" }, ["rate"] = 0.5, ["beta"] = true };
        Assert.Equal(expected, Read.Condition("{'segment':'s'}", $"{{'s':{segment}}}").Matches(new Asker(FlagSnapshot.Empty, context)));
        Assert.Equal(!expected, Read.Condition("{'not':{'segment':'S'}}", $"{{'s':{segment}}}").Matches(new Asker(FlagSnapshot.Empty, context)));
    }

    [Theory]
    [InlineData("u-1", true)]
    [InlineData("u-2", true)]
    [InlineData("u-3", false)]
    [InlineData("u-4", false)]
    public void Segments_are_made_of_segments_and_one_of_several_will_do(string key, bool expected) => Assert.Equal(
        expected,
        Read.Condition(
                "{'segment':['a','c']}",
                "{'a':{'When':{'segment':'b'},'Exclude':['u-3']},'b':{'Include':['u-1','u-3']},'c':{'Include':['u-2']}}")
            .Matches(new Asker(FlagSnapshot.Empty, new EvaluationContext(key))));

    [Fact]
    public void A_share_in_a_segment_is_the_segments_own_whichever_flag_asks()
    {
        using var host = Host.Of("""
            {
              "Segments": { "some": { "When": { "share": "50%" } }, "tenants": { "By": "tenant", "When": { "share": "50%" } } },
              "Flags": {
                "a": { "Rules": [ { "When": { "segment": "some" }, "Serve": "on" } ] },
                "b": { "Salt": "other", "Bucketing": "microsoft", "Rules": [ { "When": { "segment": "some" }, "Serve": "on" } ] },
                "c": { "Rules": [ { "When": { "share": "50%" }, "Serve": "on" } ] },
                "t": { "Rules": [ { "When": { "segment": "tenants" }, "Serve": "on" } ] }
              }
            }
            """);
        var keys = Enumerable.Range(0, 2_000).Select(static i => new EvaluationContext($"u-{i}") { ["tenant"] = i % 10 }).ToArray();
        Assert.All(keys, key => Assert.Equal(host.Variant("a", key), host.Variant("b", key)));
        Assert.Contains(keys, key => host.Variant("a", key) != host.Variant("c", key));
        Assert.InRange(keys.Count(key => host.Variant("a", key) == "on"), 850, 1_150);
        Assert.All(keys.GroupBy(static key => key["tenant"]), tenant => Assert.Single(tenant.Select(key => host.Variant("t", key)).Distinct()));
    }

    [Fact]
    public void A_cycle_is_refused_with_its_path()
    {
        var problems = Read.Problems("{'segment':'a'}", "{'a':{'When':{'segment':'b'}},'b':{'When':{'not':{'segment':'C'}}},'c':{'When':{'segment':'b'}}}");
        var problem = Assert.Single(problems);
        Assert.Equal("PRG0051", problem.Code);
        Assert.Contains("refers to itself: b -> C -> b", problem.Message, StringComparison.Ordinal);
        Assert.Equal("Segments:C:When:segment", problem.Path);
    }

    [Theory]
    [InlineData(32, 0)]
    [InlineData(33, 1)]
    [InlineData(20_000, 1)]
    public void Segments_go_32_deep_from_whichever_end_they_are_read(int count, int problems)
    {
        var links = Enumerable.Range(0, count).Select(i => i == count - 1 ? $"'s{i}':{{'Include':['u']}}" : $"'s{i}':{{'When':{{'segment':'s{i + 1}'}}}}").ToArray();
        var down = Read.Problems("{'segment':'s0'}", $"{{{string.Join(',', links)}}}");
        Assert.Equal(problems, down.Count(static problem => problem.Code == "PRG0051"));

        using var host = Host.Of($"{{\"Segments\":{{{string.Join(',', links.Reverse()).Replace('\'', '"')}}}}}");
        if (problems == 0)
        {
            _ = host.Flags;
        }
        else
        {
            Assert.All(host.ProblemsOfFirstLoad(), static problem => Assert.Equal("PRG0051", problem.Code));
        }
    }

    /// <summary>Each is asked anew by every reference to it: 32 levels of two would keep one request for minutes.</summary>
    [Theory]
    [InlineData(13, 2, false)]
    [InlineData(14, 2, true)]
    [InlineData(32, 2, true)]
    [InlineData(3, 99, false)]
    [InlineData(3, 101, true)]
    public void A_segment_asks_10000_others_at_most(int levels, int references, bool refused)
    {
        var segments = string.Join(',', Enumerable.Range(0, levels).Select(level => level == levels - 1
            ? $"\"s{level}\":{{\"Include\":[\"nobody\"]}}"
            : $"\"s{level}\":{{\"When\":{{\"segment\":[{string.Join(',', Enumerable.Repeat($"\"s{level + 1}\"", references))}]}}}}"));
        using var host = Host.Of($"{{\"Segments\":{{{segments}}},\"Flags\":{{\"a\":{{\"Rules\":[{{\"When\":{{\"segment\":\"s0\"}},\"Serve\":\"on\"}}]}}}}}}");
        if (refused)
        {
            Assert.All(host.ProblemsOfFirstLoad(), static problem =>
            {
                Assert.Equal("PRG0051", problem.Code);
                Assert.Contains("asks more than 10000 others", problem.Message, StringComparison.Ordinal);
            });
        }
        else
        {
            Assert.Equal("off", host.Variant("a", new EvaluationContext("u")));
        }
    }

    [Fact]
    public void A_segment_that_nobody_uses_is_checked_too()
    {
        using var host = Host.Of("""{"Segments":{"s":{"Whn":{}}}}""");
        Assert.Contains("Did you mean 'When'?", Assert.Single(host.ProblemsOfFirstLoad()).Message, StringComparison.Ordinal);
    }
}
