using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>Each way to write a definition wrong, with the id, the words that help, and the place.</summary>
public sealed class ProblemTests
{
    public static TheoryData<string, string, string, string> Mistakes() => new()
    {
        { "{'Flags':{'a b':true}}", "PRG0006", "' ' at position 2 is not allowed", "Flags:a b" },
        { "{'Flags':{'a:b':true}}", "PRG0006", "':' separates the levels of configuration keys", "Flags:a:b" },
        { "{'Flags':{'a__b':true}}", "PRG0006", "'__' separates the levels of configuration keys in environment variables", "Flags:a__b" },
        { "{'Flags':{'ä':true}}", "PRG0006", "is not allowed", "Flags:ä" },
        { "{'Flags':{'':true}}", "PRG0006", "it is empty", "Flags:" },
        { "{'Plans':{'p q':{'Steps':['100%']}}}", "PRG0006", "is no name of a plan", "Plans:p q" },
        { "{'Flags':{'a':{'Variants':{'x y':{}}}}}", "PRG0006", "is no name of a variant", "Flags:a:Variants:x y" },
        { "{'Flags':{'a':{'Rules':[{'When':{'x y':'z'},'Serve':'on'}]}}}", "PRG0006", "is no name of an attribute", "Flags:a:Rules:0:When:x y" },
        { "{'Flags':{'a':{'StickBy':'x y'}}}", "PRG0006", "Write 'targetingKey', 'call' or an attribute", "Flags:a:StickBy" },
        { "{'Flag':{'a':true}}", "PRG0007", "Did you mean 'Flags'?", "Flag" },
        { "{'Flags':{'a':{'Enabeld':true}}}", "PRG0007", "Flag 'a' has no member 'Enabeld'. Did you mean 'Enabled'?", "Flags:a:Enabeld" },
        { "{'Flags':{'a':{'b':true}}}", "PRG0007", "'a:b' or 'a__b': keys contain neither", "Flags:a:b" },
        { "{'Flags':{'a':{'Variants':{'x':{'Vaule':1}}}}}", "PRG0007", "Did you mean 'Value'?", "Flags:a:Variants:x:Vaule" },
        { "{'Flags':{'a':{'Rules':[{'If':{},'Serve':'on'}]}}}", "PRG0007", "It knows Name, When, Serve, Enabled, StickBy, Salt.", "Flags:a:Rules:0:If" },
        { "{'Flags':{'a':{'Rules':[{'When':{'x':{'startWith':'y'}},'Serve':'on'}]}}}", "PRG0007", "Did you mean 'startsWith'?", "Flags:a:Rules:0:When:x:startWith" },
        { "{'Flag':{'a':true}}", "PRG0007", "The definitions have no member 'Flag'. Did you mean 'Flags'?", "Flag" },
        { "{'Plans':{'p':{'Step':['100%']}}}", "PRG0007", "Plan 'p' has no member 'Step'. Did you mean 'Steps'?", "Plans:p:Step" },
        { "{'Flags':{'a':{'Rollout':{'Plan':'p','Bake':'1h'}}},'Plans':{'p':{'Steps':['100%']}}}", "PRG0007", "has no member 'Bake'", "Flags:a:Rollout:Bake" },
        { "{'Flags':{'a':{'Shadow':{}}}}", "PRG0008", "'Shadow'", "Flags:a:Shadow" },
        { "{'Flags':{'a':{'Experiment':{}}}}", "PRG0008", "'Experiment'", "Flags:a:Experiment" },
        { "{'Replicas':1}", "PRG0008", "'Replicas' of the definitions is not supported by this version", "Replicas" },
        { "{'Plans':{'p':{'Steps':['shadow 10% for 1m','100%']}}}", "PRG0008", "step 1 'shadow 10% for 1m': shadow steps are not supported", "Plans:p:Steps:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'OnBreach':'rolback'}}}", "PRG0040", "OnBreach is 'rolback', which is none of rollback, pause, alert. Did you mean 'rollback'?", "Plans:p:OnBreach" },
        { "{'Plans':{'p':{'Steps':['100%'],'MaxHold':'1d','OnUndecided':'procede'}}}", "PRG0040", "none of hold, proceed, rollback. Did you mean 'proceed'?", "Plans:p:OnUndecided" },
        { "{'Plans':{'p':{'Steps':['10% for 1h','100%'],'Guards':['error_rate < 1%'],'WarmUp':'30s'}}}", "PRG0047", "Plan 'p' has a warm-up and no guard on latency", "Plans:p:WarmUp" },
        { "{'Plans':{'p':{'Steps':['10% for 1h','100%'],'Guards':['latency p95 < 1s'],'WarmUpCalls':'many'}}}", "PRG0048", "WarmUpCalls is a number of calls from 0 to 1000000, and 'many' is none", "Plans:p:WarmUpCalls" },
        { "{'Plans':{'p':{'Steps':['10% for 1h','100%'],'Guards':['latency p95 < 1s'],'WarmUpCalls':-1}}}", "PRG0048", "and -1 is none", "Plans:p:WarmUpCalls" },
        { "{'Plans':{'p':{'Steps':['100%'],'OnUndecided':'proceed'}}}", "PRG0041", "Plan 'p' says \"OnUndecided\": \"proceed\" and not after how long. Add \"MaxHold\"", "Plans:p:OnUndecided" },
        { "{'Plans':{'p':{'Steps':['100%'],'MaxHold':'0s'}}}", "PRG0110", "no evidence could ever come in time", "Plans:p:MaxHold" },
        { "{'Plans':{'p':{'Steps':['100%'],'MaxHold':'1 day'}}}", "PRG0110", "MaxHold '1 day' is no duration: column 2", "Plans:p:MaxHold" },
        { "{'Plans':{'p':{'Steps':['100%'],'Guards':['error_rate < 1%']}}}", "PRG0042", "is over as soon as it begins: no step feeds a guard. Add a \"Bake\"", "Plans:p:Guards" },
        { "{'Plans':{'p':{'Steps':['preview for 1h','100%'],'Guards':['error_rate < stable + 10%'],'Bake':'1h'}}}", "PRG0042", "which compares with stable, and no step that gives both of them calls", "Plans:p:Guards" },
        { "{'Plans':{'p':{'Steps':['10% for 1m','preview for 1h','100%']}}}", "PRG0043", "step 2 'preview for 1h' comes after step 1 (10%), at which the candidate already has a share", "Plans:p:Steps:1" },
        { "{'Plans':{'p':{'Steps':['10% for 1m','commit','100%']}}}", "PRG0044", "step 2 commits before the candidate has everything", "Plans:p:Steps:1" },
        { "{'Plans':{'p':{'Steps':['100%','commit','commit']}}}", "PRG0044", "step 3 'commit' comes after step 2 (commit), which is the end", "Plans:p:Steps:2" },
        { "{'Plans':{'p':{'Steps':['10% for 1m','100% for 1h']}}}", "PRG0045", "step 2 '100% for 1h' has a time, and nothing comes after it. Write '100%', with a \"Bake\"", "Plans:p:Steps:1" },
        { "{'Plans':{'p':{'Steps':['100%'],'UpTo':'10%'}}}", "PRG0046", "UpTo is a flag's own, and Plan 'p' is shared. Write \"Rollout\": { \"Plan\": \"p\", \"UpTo\": \"10%\" }", "Plans:p:UpTo" },
        { "{'Plans':{'p':{'Steps':['preview','100%']}}}", "PRG0017", "step 1 'preview' has no end: no duration, no approval after it, and no guard", "Plans:p:Steps:0" },
        { "{'Plans':{'p':{'Steps':['preview','10%','100%'],'Guards':['error_rate < 1% (warn)','error_rate < stable + 10%']}}}", "PRG0017", "no guard that its calls could satisfy", "Plans:p:Steps:0" },
        { "{'Plans':{'p':{'Steps':['preview for 1m']}}}", "PRG0014", "Plan 'p' ends with a preview", "Plans:p:Steps:0" },
        { "{'Flags':{'a':{'Rollout':{'Plan':'p','UpTo':'ten'}}},'Plans':{'p':{'Steps':['100%']}}}", "PRG0023", "UpTo is a share, and 'ten' is none", "Flags:a:Rollout:UpTo" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%'],'UpTo':10}}}}", "PRG0023", "UpTo is a share, and 10 is none", "Flags:a:Rollout:UpTo" },
        { "{'Plans':{'p':{'Steps':['100%'],'Freeze':['Fri 15:00 - Mon 8:00 UTC']}}}", "PRG0121", "column 17: '8:00' is no time", "Plans:p:Freeze:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'Freeze':[null]}}}", "PRG0121", "The freeze is empty", "Plans:p:Freeze:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'Freeze':['22:00 - 06:00 Mars/Base']}}}", "PRG0122", "the time zone 'Mars/Base' is unknown here", "Plans:p:Freeze:0" },
        { "{'Plans':{'p':{'Steps':['50% of staff for 1m','100%']}}}", "PRG0050", "Nobody defines the segment 'staff'. There are no segments at all.", "Plans:p:Steps:0" },
        { "{'Segments':{'staff':{}},'Plans':{'p':{'Steps':['20% for 1m','20% of staff for 1m','100%']}}}", "PRG0055", "step 2 gives 20% to the segment 'staff', and everybody has 20% since step 1", "Plans:p:Steps:1" },
        { "{'Flags':[]}", "PRG0009", "'Flags' is an object", "Flags" },
        { "{'Application':{}}", "PRG0009", "'Application' is a text", "Application" },
        { "{'Flags':{'a':{'Enabled':'yes'}}}", "PRG0009", "Enabled is true or false, but this is 'yes'", "Flags:a:Enabled" },
        { "{'Flags':{'a':{'Owner':5}}}", "PRG0009", "Owner is a text, but this is 5", "Flags:a:Owner" },
        { "{'Flags':{'a':{'Tags':'x'}}}", "PRG0009", "Tags is a list, but this is 'x'", "Flags:a:Tags" },
        { "{'Flags':{'a':{'Split':'x'}}}", "PRG0009", "Split is an object", "Flags:a:Split" },
        { "{'Flags':{'a':{'Variants':{'x':5}}}}", "PRG0009", "The variant 'x' is an object", "Flags:a:Variants:x" },
        { "{'Flags':{'a':{'Rules':[{'When':{'x':[['y']]},'Serve':'on'}]}}}", "PRG0009", "compared with texts, numbers and truth values", "Flags:a:Rules:0:When:x:0" },
        { "{'Plans':{'p':'100%'}}", "PRG0009", "Plan 'p' is an object", "Plans:p" },
        { "{'Plans':{'p':{'Steps':['1% for 1m','50% for 1m','40% for 1m','100%']}}}", "PRG0012", "Plan 'p' step 3 sets 40%, below step 2 (50%). Weights must not decrease; abort the rollout to go back.", "Plans:p:Steps:2" },
        { "{'Flags':{'checkout':{'Rollout':{'Steps':['1% for 1m','50% for 1m','40% for 1m','100%']}}}}", "PRG0012", "Rollout 'checkout' step 3 sets 40%, below step 2 (50%).", "Flags:checkout:Rollout:Steps:2" },
        { "{'Plans':{'p':{'Steps':['100%','100% for 1m']}}}", "PRG0013", "step 2 '100% for 1m' comes after step 1 (100%)", "Plans:p:Steps:1" },
        { "{'Plans':{'p':{'Steps':['10% for 1m','50% for 1m']}}}", "PRG0014", "Plan 'p' ends at 50% (step 2). Add the step '100%'", "Plans:p" },
        { "{'Plans':{'p':{'Steps':['0% for 1m','100%']}}}", "PRG0015", "step 1 sets 0%", "Plans:p:Steps:0" },
        { "{'Plans':{'p':{'Steps':['10% for 1m','approval']}}}", "PRG0016", "ends with an approval", "Plans:p:Steps:1" },
        { "{'Plans':{'p':{'Steps':['10%','100%']}}}", "PRG0017", "step 1 '10%' has no duration, and without guards there is no evidence to wait for. Write '10% for 10m'", "Plans:p:Steps:0" },
        { "{'Plans':{'p':{'Guards':['error_rate < 1%']}}}", "PRG0018", "Plan 'p' has no steps", "Plans:p" },
        { "{'Plans':{'p':null}}", "PRG0018", "Plan 'p' has no steps", "Plans:p" },
        { "{'Plans':{'standard':{'Steps':['100%']}},'Flags':{'a':{'Rollout':'standart'}}}", "PRG0020", "'standart', which nobody defines. Did you mean 'standard'?", "Flags:a:Rollout" },
        { "{'Flags':{'a':{'Rollout':'standard'}}}", "PRG0020", "There are no plans at all.", "Flags:a:Rollout" },
        { "{'Flags':{'a':{'Rollout':{'Plan':''}}}}", "PRG0020", "names no plan", "Flags:a:Rollout:Plan" },
        { "{'Flags':{'a':{'Split':{'on':'50%','blue':'50%'}}}}", "PRG0021", "Flag 'a' has no variant 'blue'; it has off, on.", "Flags:a:Split:blue" },
        { "{'Flags':{'a':{'Rules':[{'Serve':'oon'}]}}}", "PRG0021", "Did you mean 'on'?", "Flags:a:Rules:0:Serve" },
        { "{'Flags':{'a':{'Default':'blue'}}}", "PRG0021", "has no variant 'blue'", "Flags:a:Default" },
        { "{'Flags':{'a':{'Off':'blue'}}}", "PRG0021", "has no variant 'blue'", "Flags:a:Off" },
        { "{'Flags':{'a':{'Fallback':'blue'}}}", "PRG0021", "has no variant 'blue'", "Flags:a:Fallback" },
        { "{'Flags':{'a':{'Split':{'on':'50%','off':'49.9%'}}}}", "PRG0022", "make 99.9%. They have to make 100%", "Flags:a:Split" },
        { "{'Flags':{'a':{'Split':{'on':50,'off':'50%'}}}}", "PRG0023", "50 is no share", "Flags:a:Split:on" },
        { "{'Flags':{'a':'250%'}}", "PRG0023", "'250%' is no share", "Flags:a" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%']},'Split':{'stable':'100%'}}}}", "PRG0024", "has a Split and a Rollout", "Flags:a:Split" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%']},'Guards':['error_rate < 1%']}}}", "PRG0025", "Write the guards into the plan", "Flags:a:Guards" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%']},'Default':'candidate'}}}", "PRG0026", "Default of flag 'a' is the candidate", "Flags:a:Default" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%']},'Off':'candidate'}}}", "PRG0026", "Off of flag 'a' is the candidate", "Flags:a:Off" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%']},'Fallback':'candidate'}}}", "PRG0026", "Fallback of flag 'a' is the candidate", "Flags:a:Fallback" },
        { "{'Flags':{'a':{'Rollout':{'Steps':['100%']},'Variants':{'stable':{'Value':1}}}}}", "PRG0027", "'candidate' has no value", "Flags:a:Variants" },
        { "{'Flags':{'a':{'Default':'on','Guards':['error_rate < 1%']}}}", "PRG0028", "could close nothing", "Flags:a:Guards" },
        { "{'Flags':{'a':{'Expires':'1.3.2027'}}}", "PRG0029", "'1.3.2027' is no date. Write it like 2027-03-01", "Flags:a:Expires" },
        { "{'Flags':{'a':{'Type':'bool'}}}", "PRG0030", "Write boolean, string, number or json.", "Flags:a:Type" },
        { "{'Flags':{'a':{'Type':'number','Variants':{'x':{'Value':'ten'}}}}}", "PRG0030", "type is number, but this value is 'ten'", "Flags:a:Variants:x:Value" },
        { "{'Flags':{'a':{'Variants':{'x':{'Value':5}},'Type':'string'}}}", "PRG0030", "type is string, but this value is 5", "Flags:a:Variants:x:Value" },
        { "{'Flags':{'a':25}}", "PRG0031", "Flag 'a' is 25. Did you mean '25%'?", "Flags:a" },
        { "{'Flags':{'a':'25'}}", "PRG0031", "Did you mean '25%'?", "Flags:a" },
        { "{'Flags':{'a':['on']}}", "PRG0031", "Flag 'a' is a list", "Flags:a" },
        { "{'Flags':{'a':'the blue one'}}", "PRG0031", "is no name of a variant", "Flags:a" },
        { "{'Flags':{'a':{'Rules':[{'When':{'x':'y'}}]}}}", "PRG0032", "The rule 'rule 1' serves nothing", "Flags:a:Rules:0" },
        { "{'Flags':{'a':{'Rules':[{'When':{'x':[]},'Serve':'on'}]}}}", "PRG0032", "compared with nothing", "Flags:a:Rules:0:When:x" },
        { "{'Flags':{'a':{'Rules':[{'Serve':''}]}}}", "PRG0032", "names no variant", "Flags:a:Rules:0:Serve" },
        { "{'Plans':{'p':{'Steps':['100%'],'Guards':['error_rate < 1x']}}}", "PRG0105", "column 15", "Plans:p:Guards:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'Guards':['eror_rate < 1%']}}}", "PRG0101", "did you mean 'error_rate'?", "Plans:p:Guards:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'Guards':['latencyy p99 < 1s']}}}", "PRG0101", "did you mean 'latency'?", "Plans:p:Guards:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'Guards':['latency < stable','latency < stable + 10%','latency p95 < stable - 5ms','latency p99 < stable','latency p50 < 1s']}}}", "PRG0107", "against 13 durations", "Plans:p:Guards:4" },
        { "{'Plans':{'p':{'Steps':['100%'],'Guards':['latency mean < 1s']}}}", "PRG0107", "write 'latency p50'", "Plans:p:Guards:0" },
        { "{'Flags':{'a':{'Guards':['']}}}", "PRG0100", "the guard is empty", "Flags:a:Guards:0" },
        { "{'Plans':{'p':{'Steps':['100%'],'Bake':'1 hour'}}}", "PRG0110", "Bake '1 hour' is no duration: column 2", "Plans:p:Bake" },
        { "{'Plans':{'p':{'Steps':['10% fr 10m','100%']}}}", "PRG0120", "column 5: 'fr' is not expected here", "Plans:p:Steps:0" },
        { "{'Plans':{'p':{'Steps':[null,'100%']}}}", "PRG0120", "The step is empty", "Plans:p:Steps:0" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Names_the_problem_the_place_and_the_fix(string json, string code, string words, string path)
    {
        using var host = Host.Of(json.Replace('\'', '"'));
        var problem = Assert.Single(host.ProblemsOfFirstLoad());

        Assert.Equal(code, problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(path, problem.Path);
        Assert.Equal("scripted", problem.Origin);
    }

    [Fact]
    public void Every_problem_is_collected_and_each_names_its_own_source()
    {
        using var host = new Host(
            Configurations.Of(
                """json:{"Flags":{"a":{"Default":"blue"},"b":{"Rolout":"x"}},"Plans":{"p":{"Steps":["50% for 1m","10% for 1m"]}}}""",
                "env:Flags__c__Split__on=30%"),
            b => b.AddFlag("d", f => f.Guard("error_rate <")));

        var e = Assert.Throws<DefinitionException>(() => host.Flags);
        Assert.Equal("PRG0001", e.Code);
        Assert.StartsWith("PRG0001: The definitions have 6 problems", e.Message, StringComparison.Ordinal);
        Assert.Equal(["PRG0007", "PRG0012", "PRG0014", "PRG0021", "PRG0022"], e.Problems.Select(p => p.Code).Where(c => c is not "PRG0100").Order());
        Assert.Equal("environment variables", e.Problems.Single(p => p.Code == "PRG0022").Origin);
        Assert.Equal("code", e.Problems.Single(p => p.Path.StartsWith("Flags:d", StringComparison.Ordinal)).Origin);
        Assert.All(e.Problems, p => Assert.Contains(p.ToString(), e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_member_is_blamed_on_the_source_that_wrote_it()
    {
        using var host = new Host(Configurations.Of(
            """json:{"Flags":{"a":{"Default":"blue","Owner":"x"}}}""",
            "memory:Flags:a:Owner=y",
            "env:Flags__a__Enabled=perhaps"));

        var problems = host.ProblemsOfFirstLoad();
        Assert.Equal("environment variables", problems.Single(p => p.Code == "PRG0009").Origin);
        Assert.Equal("JsonStreamConfigurationProvider", problems.Single(p => p.Code == "PRG0021").Origin);
    }

    [Fact]
    public void One_source_cannot_give_a_key_a_value_and_members()
    {
        using var host = new Host(Configurations.Of("env:Flags__a=25%;Flags__a__Owner=x"));
        var problem = Assert.Single(host.ProblemsOfFirstLoad());
        Assert.Equal("PRG0010", problem.Code);
        Assert.Contains("'25%' and members (Owner)", problem.Message, StringComparison.Ordinal);
        Assert.Equal("Flags:a", problem.Path);
    }

    [Fact]
    public void Words_of_on_off_flags_are_refused_where_code_has_other_variants()
    {
        VariantDeclaration[] declared = [new("a", "stable", null, "x"), new("a", "candidate", "1", "x")];
        foreach (var word in new[] { "true", "\"25%\"" })
        {
            using var host = Host.Of($$$"""{"Flags":{"a":{{{word}}}}}""", declared);
            Assert.Contains(host.ProblemsOfFirstLoad(), p => p.Code == "PRG0031" && p.Message.Contains("code declares stable, candidate", StringComparison.Ordinal));
        }

        using var off = Host.Of("""{"Flags":{"a":false}}""", declared);
        Assert.Equal("stable", off.Variant("a"));
    }

    [Fact]
    public void Means_the_same_in_every_culture()
    {
        // Built by hand, so that it is there where the runtime has no cultures installed.
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NumberGroupSeparator = ".";
        comma.NumberFormat.PercentDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        comma.DateTimeFormat.DateSeparator = ".";
        comma.DateTimeFormat.TimeSeparator = ".";
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = comma;
            using var host = Host.Of("""
                {
                  "FLAGS": {
                    "INVITE": { "SPLIT": { "on": "12.5%", "off": "87.5%" }, "RULES": [ { "WHEN": { "limit": 1.5 }, "SERVE": "ON" } ], "EXPIRES": "2027-03-01" },
                    "i": { "ROLLOUT": "INLINE", "TYPE": "number", "VARIANTS": { "stable": { "VALUE": "-1.5" }, "candidate": { "VALUE": 2.5 } } }
                  },
                  "PLANS": { "inline": { "STEPS": [ "12.5% FOR 10m", "APPROVAL", "100%" ], "BAKE": "1h30m" } }
                }
                """);

            Assert.True(host.Flags.IsEnabled("invite", new EvaluationContext("u") { ["LIMIT"] = 1.5 }));
            var rollout = Assert.Single(host.Set.Rollouts);
            Assert.Equal("12.5% for 10m, approval, 100%", string.Join(", ", rollout.Plan.Steps));
            Assert.Equal(TimeSpan.FromMinutes(90), rollout.Plan.Bake);

            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            using var invariant = Host.Of("""{"Flags":{"i":{"Rollout":{"Steps":["100%"]},"Type":"number","Variants":{"stable":{"Value":-1.5},"candidate":{"Value":"2.5"}}}}}""");
            _ = invariant.Flags;
            Assert.Equal(invariant.Set.Rollouts[0].Revision, rollout.Revision);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
