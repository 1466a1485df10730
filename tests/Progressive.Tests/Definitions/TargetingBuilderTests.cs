using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>Rules, segments and gates in code say what a file would.</summary>
public sealed class TargetingBuilderTests
{
    private static readonly string[] s_mails = ["@a", "@b"];
    private static readonly DateTimeOffset s_from = new(2026, 11, 30, 9, 0, 0, TimeSpan.FromHours(1));

    public static TheoryData<Action<ConditionBuilder>, string> Conditions() => new()
    {
        { c => c.Is("country", "SE", "NO"), "{'country':{'in':['SE','NO']}}" },
        { c => c.Where("age", ">=", 18).Where("age", "<", 65.5), "{'age':{'>=':'18','<':'65.5'}}" },
        { c => c.Where("id", "in", 9007199254740993), "{'id':{'in':'9007199254740993'}}" },
        { c => c.Where("app", "semver>=", "2.1.0").Where("beta", "exists", true), "{'app':{'semver>=':'2.1.0'},'beta':{'exists':true}}" },
        { c => c.Where("mail", "endsWith", s_mails), "{'mail':{'endsWith':['@a','@b']}}" },
        { c => c.Where("x", "contains", "a").Where("X", "contains", "b").Is("x", "c").Is("x", "d"), "{'x':{'contains':'a','in':['c']},'all':[{'X':{'contains':'b'}},{'x':{'in':['d']}}]}" },
        { c => c.Segment("staff").Segment("a", "b"), "{'segment':['staff'],'all':[{'segment':['a','b']}]}" },
        { c => c.Share("25%"), "{'share':{'From':'0%','To':'25%'}}" },
        { c => c.Share("25%", "10%", "tenant", "s"), "{'share':{'From':'10%','To':'25%','StickBy':'tenant','Salt':'s'}}" },
        { c => c.During(s_from, null).During(null, s_from.AddHours(8.5)), "{'schedule':{'From':'2026-11-30T09:00:00+01:00'},'all':[{'schedule':{'To':'2026-11-30T17:30:00+01:00'}}]}" },
        { c => c.During(s_from, s_from.AddHours(1), "week on Mon"), "{'schedule':{'From':'2026-11-30T09:00:00+01:00','To':'2026-11-30T10:00:00+01:00','Every':'week on Mon'}}" },
        { c => c.Any(a => a.Is("x", "1"), b => b.Is("y", "2").Not(n => n.Segment("s"))), "{'any':[{'x':{'in':['1']}},{'y':{'in':['2']},'not':{'segment':['s']}}]}" },
        { c => c.Not(n => n.Is("x", "1")).Not(n => n.Is("y", "1")), "{'not':{'x':{'in':['1']}},'all':[{'not':{'y':{'in':['1']}}}]}" },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Writes_what_a_file_would_hold(Action<ConditionBuilder> write, string json)
    {
        var builder = new ConditionBuilder(JsonNames.NewObject());
        write(builder);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.Replace('\'', '"')), JsonNode.Parse(builder.Content.ToJsonString())), builder.Content.ToJsonString());
    }

    [Fact]
    public void A_flag_written_in_code_decides_by_all_of_it()
    {
        using var host = new Host(add: b => b
            .AddSegment("staff", s => s.Describe("us").When(c => c.Where("email", "endsWith", "@shop.example")).Include("u-1").Exclude("u-2"))
            .AddSegment("tenants", s => s.By("tenant").Include("7", "8"))
            .AddFlag("base", true)
            .AddFlag("checkout", f => f
                .Prerequisite("base", "on")
                .Schedule(s_from, s_from.AddHours(8), "week on Mon, Tue", until: s_from.AddDays(365), times: 100, weekStart: DayOfWeek.Monday)
                .ForClients()
                .Variant("small")
                .Variant("big")
                .Default("small")
                .Rule(r => r.Named("staff").When(c => c.Segment("staff", "tenants")).Serve("big").Enabled(false))
                .Rule(r => r.When("country", "SE").When(c => c.Where("age", ">", 17)).Serve("big", "50%").Serve("small", "50%").StickBy("tenant").Salt("s"))));
        host.Time.SetUtcNow(s_from.AddMinutes(1));

        foreach (var (key, email, tenant, cause) in new[] { ("u-1", "x", 1, "staff"), ("u-3", "eva@shop.example", 1, "staff"), ("u-2", "eva@shop.example", 1, null), ("u-2", "x", 8, "staff") })
        {
            var evaluation = host.Flags.Evaluate("checkout", new EvaluationContext(key) { ["email"] = email, ["tenant"] = tenant });
            Assert.Equal((cause, cause is null), (evaluation.Cause, evaluation.IsEnabled));
        }

        var divided = Enumerable.Range(100, 50).Select(tenant => host.Flags.Evaluate("checkout", new EvaluationContext("u") { ["country"] = "SE", ["age"] = 18, ["tenant"] = tenant })).ToArray();
        Assert.All(divided, static evaluation => Assert.Equal("rule 2", evaluation.Cause));
        Assert.Equal(["big", "small"], divided.Select(static evaluation => evaluation.Variant).Distinct().Order());
        Assert.True(host.Live.Current.TryGet("checkout", out var flag) && flag.Parts.IsForClients);

        host.Time.SetUtcNow(s_from.AddDays(2));
        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("checkout").Reason);
    }

    [Fact]
    public void What_is_wrong_is_reported_on_load()
    {
        using var host = new Host(add: b => b
            .AddFlag("a", f => f.Type("bool").Rule(r => r.When(c => c.Where("x", "like", "y").Segment("stuff"))))
            .AddFlag("b", f => f.Prerequisite("c"))
            .AddSegment("staff", s => s.When(c => c.Any())));
        Assert.Equal(["PRG0007", "PRG0030", "PRG0032", "PRG0049", "PRG0050", "PRG0052", "PRG0052"], host.ProblemsOfFirstLoad().Select(static p => p.Code).Order());
    }
}
