using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>Each way to write rules, segments, prerequisites, schedules and foreign shares wrong: nothing of it may be skipped, because a rule without its condition is for everybody.</summary>
public sealed class TargetingProblemTests
{
    public static TheoryData<string, string, string, string> Conditions() => new()
    {
        { "{'x':{'<':'ten'}}", "PRG0049", "'<' compares with a number, but this is 'ten'. For versions write 'semver<', for dates 'before' or 'after'.", "x:<" },
        { "{'x':{'>=':[1,2]}}", "PRG0049", "but this is a list", "x:>=" },
        { "{'x':{'>':'NaN'}}", "PRG0049", "but this is 'NaN'", "x:>" },
        { "{'x':{'>':null}}", "PRG0049", "but this is null", "x:>" },
        { "{'x':{'<':true}}", "PRG0049", "but this is true", "x:<" },
        { "{'x':{'before':'tomorrow'}}", "PRG0029", "'tomorrow' is no date", "x:before" },
        { "{'x':{'after':1700000000}}", "PRG0029", "1700000000 is no date", "x:after" },
        { "{'x':{'startsWith':[]}}", "PRG0049", "'startsWith' has nothing to compare with", "x:startsWith" },
        { "{'x':{'endsWith':['a','']}}", "PRG0049", "but this is ''", "x:endsWith:1" },
        { "{'x':{'contains':5}}", "PRG0049", "takes a text or a list of texts, but this is 5", "x:contains" },
        { "{'x':{'matches':'('}}", "PRG0049", "'(' is no pattern that can be used", "x:matches" },
        { "{'x':{'semver>=':'two'}}", "PRG0049", "'two' is no semantic version. Write it like 2.1.0", "x:semver>=" },
        { "{'x':{'semver^':2}}", "PRG0049", "2 is no semantic version", "x:semver^" },
        { "{'x':{'cidr':'10.0.0.0/33'}}", "PRG0049", "'10.0.0.0/33' is no range of addresses", "x:cidr" },
        { "{'x':{'exists':'perhaps'}}", "PRG0049", "'exists' is true or false, but this is 'perhaps'", "x:exists" },
        { "{'x':{'exists':null}}", "PRG0049", "but this is null", "x:exists" },
        { "{'x':{'not':{}}}", "PRG0032", "compared with nothing", "x:not" },
        { "{'x':{'not':null}}", "PRG0032", "compared with nothing", "x:not" },
        { "{'x':{'in':[]}}", "PRG0032", "compared with nothing", "x:in" },
        { "{'x':{}}", "PRG0032", "compared with nothing", "x" },
        { "{'x':null}", "PRG0032", "compared with nothing", "x" },
        { "{'x':[null]}", "PRG0009", "but this is null", "x:0" },
        { "{'x':{'semver':'1'}}", "PRG0007", "'semver' is no operator.", "x:semver" },
        { "{'x':{'semver==':'1'}}", "PRG0007", "Did you mean 'semver", "x:semver==" },
        { "{'x':{'strtsWith':'y'}}", "PRG0007", "Did you mean 'startsWith'?", "x:strtsWith" },
        { "{'x':{'=':'y'}}", "PRG0007", "'=' is no operator.", "x:=" },
        { "{'any':[]}", "PRG0049", "'any' lists no conditions", "any" },
        { "{'all':null}", "PRG0049", "'all' lists no conditions", "all" },
        { "{'any':[{}]}", "PRG0049", "is an object with at least one, but this is an object", "any:0" },
        { "{'any':[{'x':'y'},null]}", "PRG0049", "but this is null", "any:1" },
        { "{'all':['x']}", "PRG0049", "but this is 'x'", "all:0" },
        { "{'any':[{'x':{'<':'y'}}]}", "PRG0049", "'<' compares with a number", "any:0:x:<" },
        { "{'not':{}}", "PRG0049", "it would hold for nobody", "not" },
        { "{'not':null}", "PRG0049", "it would hold for nobody", "not" },
        { "{'not':'x'}", "PRG0049", "it would hold for nobody", "not" },
        { "{'segment':'stuff'}", "PRG0050", "Nobody defines the segment 'stuff'. Did you mean 'staff'?", "segment" },
        { "{'segment':['staff','partners']}", "PRG0050", "There are staff. Add it under Segments", "segment:1" },
        { "{'segment':[]}", "PRG0049", "'segment' is the name of a segment, or a list of names", "segment" },
        { "{'segment':['staff',null]}", "PRG0049", "'segment' is the name of a segment, or a list of names", "segment" },
        { "{'segment':['staff','']}", "PRG0049", "'segment' is the name of a segment, or a list of names", "segment" },
        { "{'segment':5}", "PRG0049", "'segment' is the name of a segment, or a list of names", "segment" },
        { "{'segment':null}", "PRG0049", "'segment' is the name of a segment, or a list of names", "segment" },
        { "{'share':25}", "PRG0023", "25 is no share", "share" },
        { "{'share':{'From':'10%'}}", "PRG0049", "A share has an end that is not before its begin", "share" },
        { "{'share':{'From':'50%','To':'10%'}}", "PRG0049", "A share has an end that is not before its begin", "share" },
        { "{'share':{'To':'10%','Frm':'5%'}}", "PRG0007", "A share has no member 'Frm'. Did you mean 'From'?", "share:Frm" },
        { "{'share':null}", "PRG0049", "A share has an end", "share" },
        { "{'share':{'To':'10%','StickBy':'a b'}}", "PRG0006", "Write 'targetingKey', 'call' or an attribute", "share:StickBy" },
        { "{'schedule':null}", "PRG0049", "'schedule' says no time", "schedule" },
        { "{'schedule':{}}", "PRG0060", "The schedule of a condition has neither \"From\" nor \"To\"", "schedule" },
        { "{'schedule':{'Frm':'2027-01-01'}}", "PRG0007", "The schedule of a condition has no member 'Frm'. Did you mean 'From'?", "schedule:Frm" },
        { "{'targetingKey':{'like':'u'}}", "PRG0007", "'like' is no operator", "targetingKey:like" },
        { "{'targetingKey':[]}", "PRG0032", "The targeting key is compared with nothing", "targetingKey" },
        { "'staff'", "PRG0009", "When is an object, but this is 'staff'", "" },
    };

    public static TheoryData<string, string, string, string> Mistakes() => new()
    {
        { "{'Segments':[]}", "PRG0009", "'Segments' is an object", "Segments" },
        { "{'Segments':{'a b':{'Include':['u']}}}", "PRG0006", "is no name of a segment", "Segments:a b" },
        { "{'Segments':{'a':'u'}}", "PRG0009", "The segment 'a' is an object", "Segments:a" },
        { "{'Segments':{'a':{'Include':'u'}}}", "PRG0009", "Include is a list", "Segments:a:Include" },
        { "{'Segments':{'a':{'Exclude':[5]}}}", "PRG0009", "Each of Exclude is a text, but this is 5", "Segments:a:Exclude:0" },
        { "{'Segments':{'a':{'By':'x y','Include':['u']}}}", "PRG0006", "Write 'targetingKey' or an attribute", "Segments:a:By" },
        { "{'Segments':{'a':{'When':{'segment':'A'}}}}", "PRG0051", "refers to itself: a -> A", "Segments:a:When:segment" },
        { "{'Flags':{'a':{'Prerequisites':{'b':'on'}},'bb':true}}", "PRG0052", "There is no flag 'b' to wait for. Did you mean 'bb'?", "Flags:a:Prerequisites:b" },
        { "{'Flags':{'a':{'Prerequisites':{'b':['on','blue']}},'b':true}}", "PRG0052", "Flag 'b' has no variant 'blue' to wait for; it has off, on.", "Flags:a:Prerequisites:b" },
        { "{'Flags':{'a':{'Prerequisites':{'b':true}},'b':true}}", "PRG0052", "The prerequisite 'b' names no variant", "Flags:a:Prerequisites:b" },
        { "{'Flags':{'a':{'Prerequisites':{'b':5}},'b':true}}", "PRG0052", "The prerequisite 'b' names no variant", "Flags:a:Prerequisites:b" },
        { "{'Flags':{'a':{'Prerequisites':{'b':[]}},'b':true}}", "PRG0052", "The prerequisite 'b' names no variant", "Flags:a:Prerequisites:b" },
        { "{'Flags':{'a':{'Prerequisites':{'b':''}},'b':true}}", "PRG0052", "The prerequisite 'b' names no variant", "Flags:a:Prerequisites:b" },
        { "{'Flags':{'a':{'Prerequisites':['b']},'b':true}}", "PRG0009", "Prerequisites is an object", "Flags:a:Prerequisites" },
        { "{'Flags':{'a':{'Prerequisites':{'b':'on'}},'b':{'Prerequisites':{'a':'on'}}}}", "PRG0053", "Flag 'a' waits for itself: a -> b -> a", "Flags:b:Prerequisites:a" },
        { "{'Flags':{'a':{'Schedule':{}}}}", "PRG0060", "The schedule of flag 'a' has neither", "Flags:a:Schedule" },
        { "{'Flags':{'a':{'Schedule':{'From':'soon'}}}}", "PRG0029", "From 'soon' is no date", "Flags:a:Schedule:From" },
        { "{'Flags':{'a':{'Schedule':{'From':'2027-01-01','Times':5}}}}", "PRG0067", "'Times' of the schedule of flag 'a' is about windows that come again", "Flags:a:Schedule:Times" },
        { "{'Flags':{'a':{'Schedule':'always'}}}", "PRG0009", "The schedule of flag 'a' is an object", "Flags:a:Schedule" },
        { "{'Flags':{'a':{'Client':'yes'}}}", "PRG0009", "Client is true or false", "Flags:a:Client" },
        { "{'Flags':{'a':{'Bucketing':'launchdarkly'}}}", "PRG0054", "'launchdarkly' is no bucketing. Write 'microsoft' or 'flagd-v2'", "Flags:a:Bucketing" },
        { "{'Flags':{'a':{'Bucketing':'microsoft','Split':{'on':'50%','off':'50%'}}}}", "PRG0054", "Split is an object, which has none. Write a list", "Flags:a:Split" },
        { "{'Flags':{'a':{'Bucketing':'microsoft','Split':[{'on':'50%','off':'50%'}]}}}", "PRG0054", "this one has 2 members", "Flags:a:Split:0" },
        { "{'Flags':{'a':{'Bucketing':'microsoft','Split':[{'on':'50%'}]}}}", "PRG0022", "make 50%", "Flags:a:Split" },
        { "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':0},{'off':0}]}}}", "PRG0054", "The weights of Split make 0", "Flags:a:Split" },
        { "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':2147483647},{'off':1}]}}}", "PRG0054", "The weights of Split make 2147483648", "Flags:a:Split" },
        { "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':9223372036854775807},{'off':9223372036854775807}]}}}", "PRG0054", "make 18446744073709551614", "Flags:a:Split" },
        { "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':1},{'off':'50%'}]}}}", "PRG0023", "1 is no share", "Flags:a:Split:0:on" },
        { "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':-1},{'off':'100%'}]}}}", "PRG0023", "-1 is no share", "Flags:a:Split:0:on" },
        { "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':1},{'blue':1}]}}}", "PRG0021", "has no variant 'blue'", "Flags:a:Split:1:blue" },
        { "{'Flags':{'a':{'Split':[{'on':'50%'},{'off':'50%'}]}}}", "PRG0009", "Split is an object, but this is a list", "Flags:a:Split" },
        { "{'Flags':{'a':{'Rules':[{'Serve':{}}]}}}", "PRG0032", "'Serve' names no variant", "Flags:a:Rules:0:Serve" },
        { "{'Flags':{'a':{'Bucketing':'microsoft','Rules':[{'Serve':[]}]}}}", "PRG0032", "'Serve' names no variant", "Flags:a:Rules:0:Serve" },
        { "{'Flags':{'a':{'Rules':[{'Serve':{'on':'50%'}}]}}}", "PRG0022", "The shares of 'Serve' make 50%", "Flags:a:Rules:0:Serve" },
        { "{'Flags':{'a':{'Rules':[{'Serve':{'on':'50%','blue':'50%'}}]}}}", "PRG0021", "has no variant 'blue'", "Flags:a:Rules:0:Serve:blue" },
        { "{'Flags':{'a':{'Rules':[{'Serve':5}]}}}", "PRG0009", "Serve is a text, but this is 5", "Flags:a:Rules:0:Serve" },
        { "{'Flags':{'a':{'Rules':[{'Serve':'on','Enabled':'perhaps'}]}}}", "PRG0009", "Enabled of a rule is true or false", "Flags:a:Rules:0:Enabled" },
        { "{'Flags':{'a':{'Rules':[{'Serve':'on','StickBy':'x y'}]}}}", "PRG0006", "is no name of an attribute", "Flags:a:Rules:0:StickBy" },
        { "{'Flags':{'a':{'Rules':[{'Serve':'on','Salt':5}]}}}", "PRG0009", "Salt is a text, but this is 5", "Flags:a:Rules:0:Salt" },
        { "{'Flags':{'a':{'Rules':['on']}}}", "PRG0009", "A rule is an object", "Flags:a:Rules:0" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Names_the_problem_the_place_and_the_fix(string json, string code, string words, string path) => Refuses(json, code, words, path);

    [Theory]
    [MemberData(nameof(Conditions))]
    public void In_a_rule_and_in_a_segment(string when, string code, string words, string path)
    {
        var below = path.Length == 0 ? "" : ":" + path;
        Refuses($"{{'Segments':{{'staff':{{}}}},'Flags':{{'a':{{'Rules':[{{'When':{when},'Serve':'on'}}]}}}}}}", code, words, $"Flags:a:Rules:0:When{below}");
        Refuses($"{{'Segments':{{'staff':{{}},'other':{{'When':{when}}}}}}}", code, words.Replace("There are staff.", "There are staff, other.", StringComparison.Ordinal), $"Segments:other:When{below}");
    }

    private static void Refuses(string json, string code, string words, string path)
    {
        using var host = Host.Of(json.Replace('\'', '"'));
        var problems = host.ProblemsOfFirstLoad().Where(problem => problem.Code != "PRG0032" || code == "PRG0032" || !problem.Message.Contains("serves nothing", StringComparison.Ordinal)).ToArray();
        var problem = Assert.Single(problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal(path, problem.Path);
    }
}
