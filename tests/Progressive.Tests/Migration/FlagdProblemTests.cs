using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Migration;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>What has no equivalent is named, flag by flag, with its place.</summary>
public sealed class FlagdProblemTests
{
    [Theory]
    [InlineData("'targeting':{'+':[1,2]}", "PRG0080", "The operator '+'", ":targeting")]
    [InlineData("'targeting':{'if':[{'some':[{'var':'roles'},true]},'on']}", "PRG0080", "The operator 'some'", ":targeting:if:0")]
    [InlineData("'targeting':{'if':[{'==':[{'var':'a'},{'var':'b'}]},'on']}", "PRG0081", "no attribute with a single constant", ":targeting:if:0")]
    [InlineData("'targeting':{'if':[{'>':[{'%':[{'var':'a'},2]},0]},'on']}", "PRG0081", "computes a value of its own", ":targeting:if:0:>:0")]
    [InlineData("'targeting':{'if':[{'<':[{'var':'a'},'z']},'on']}", "PRG0081", "orders by '<'", ":targeting:if:0")]
    [InlineData("'targeting':{'if':[{'in':[{'var':'a'},'abc']},'on']}", "PRG0081", "looks by 'in'", ":targeting:if:0")]
    [InlineData("'targeting':{'if':[{'==':[{'var':''},'x']},'on']}", "PRG0081", "reads the whole context", ":targeting:if:0:==:0")]
    [InlineData("'targeting':{'if':[{'==':[{'var':'any'},'x']},'on']}", "PRG0072", "The attribute 'any' of flag 'f' cannot keep its name: that is a word of conditions", ":targeting:if:0:==:0")]
    [InlineData("'targeting':{'if':[{'==':[{'var':'a b'},'x']},'on']}", "PRG0072", "The attribute 'a b'", ":targeting:if:0:==:0")]
    [InlineData("'targeting':{'if':[{'missing_some':[2,['a','b','c']]},'on']}", "PRG0081", "neither one nor all", ":targeting:if:0")]
    [InlineData("'targeting':{'if':[true,'blue']}", "PRG0082", "gives 'blue', which is none of its variants: on, off", ":targeting:if:1")]
    [InlineData("'targeting':{'if':[true,5]}", "PRG0082", "gives 5", ":targeting:if:1")]
    [InlineData("'targeting':{'fractional':[['on',{'if':[true,1,0]}],['off',1]]}", "PRG0083", "not a variant and a whole-number weight", ":targeting:fractional:0")]
    [InlineData("'targeting':{'fractional':[['on',0.5],['off',1]]}", "PRG0083", "not a variant and a whole-number weight", ":targeting:fractional:0")]
    [InlineData("'targeting':{'fractional':[{'cat':[{'var':'a'},'suffix']},['on',1],['off',1]]}", "PRG0083", "hashes what has no equivalent", ":targeting:fractional:0")]
    [InlineData("'targeting':{'fractional':[['on',2147483647],['off',1]]}", "PRG0083", "make 2147483648", ":targeting")]
    [InlineData("'targeting':{'if':[{'fractional':[[true,1],[false,2]]},'on']}", "PRG0083", "no percentage of four decimals", ":targeting:if:0:fractional:0:0")]
    [InlineData("'targeting':{'$ref':'nobody'}", "PRG0084", "which \"$evaluators\" does not have", ":targeting")]
    [InlineData("'targeting':{'$ref':'nested'}", "PRG0084", "refers to another", ":targeting")]
    [InlineData("'targeting':'on'", "PRG0081", "is a rule, but this is 'on'", ":targeting")]
    [InlineData("'defaultVariant':'blue'", "PRG0077", "is none of its variants: on, off", ":defaultVariant")]
    public void Names_the_problem_the_place_and_the_fix(string members, string code, string words, string path)
    {
        var variants = "'variants':{'on':1,'off':2}";
        var translation = Translate($"{{'flags':{{'f':{{'state':'ENABLED',{variants},{members}}},'good':{{'state':'ENABLED',{variants}}}}},'$evaluators':{{'nested':{{'!':{{'$ref':'nested'}}}}}}}}");
        var problem = Assert.Single(translation.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.Equal("flags:f" + path, problem.Path);
        Assert.Equal("flags.json", problem.Origin);

        // It is that flag's, and the others go on.
        Assert.Equal(["good"], translation.Flags);
    }

    /// <summary>An "if" in what an "if" asks is written twice: thirty of them, two kilobytes, would take all memory there is.</summary>
    [Theory]
    [InlineData(8, false)]
    [InlineData(9, true)]
    [InlineData(28, true)]
    public void Conditions_that_would_be_written_out_without_an_end_are_refused(int ifs, bool refused)
    {
        var condition = Enumerable.Range(0, ifs).Aggregate("{'==':[{'var':'a'},1]}", static (inner, i) => $"{{'if':[{inner},{{'==':[{{'var':'b'}},{i}]}},{{'==':[{{'var':'c'}},{i}]}}]}}");
        var translation = Translate($"{{'flags':{{'f':{{'state':'ENABLED','variants':{{'on':1}},'targeting':{{'if':[{condition},'on']}}}}}}}}");
        Assert.Equal(refused ? ["PRG0081"] : [], translation.Problems.Select(static problem => problem.Code).Distinct());
        Assert.Equal(refused, translation.Flags.Count == 0);
    }

    [Theory]
    [InlineData("{}", "PRG0070", "flags")]
    [InlineData("{'flags':{'a b':{}}}", "PRG0072", "flags:a b")]
    [InlineData("{'flags':{'a':true}}", "PRG0071", "flags:a")]
    [InlineData("{'flags':{'a':{'variants':{'on':true}}}}", "PRG0076", "flags:a:state")]
    [InlineData("{'flags':{'a':{'state':'ON','variants':{'on':true}}}}", "PRG0076", "flags:a:state")]
    [InlineData("{'flags':{'a':{'state':'ENABLED'}}}", "PRG0077", "flags:a:variants")]
    [InlineData("{'flags':{'a':{'state':'ENABLED','variants':{'on':true,'off':'false'}}}}", "PRG0077", "flags:a:variants")]
    [InlineData("{'flags':{'a':{'state':'ENABLED','variants':{'very big':1}}}}", "PRG0072", "flags:a:variants:very big")]
    public void What_is_no_flag_is_refused(string json, string code, string path)
    {
        var problem = Assert.Single(Translate(json).Problems);
        Assert.Equal((code, path), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_list_of_flags_with_keys_is_read_as_well() =>
        Assert.Equal(["a"], Translate("{'flags':[{'key':'a','state':'ENABLED','variants':{'on':true}}]}").Flags);

    [Fact]
    public void A_file_is_followed_and_a_flag_without_an_equivalent_changes_nothing()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.At("flags.json");
        File.WriteAllText(path, Flag("on"));
        using var ours = new Host(add: b => b.AddFlagdFile(path));
        Assert.Equal("on", ours.Variant("a"));

        File.WriteAllText(path, """{"flags":{"a":{"state":"ENABLED","variants":{"on":true},"targeting":{"max":[1,2]}}}}""");
        ours.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("on", ours.Variant("a"));

        File.WriteAllText(path, Flag("off"));
        ours.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("off", ours.Variant("a"));
    }

    [Fact]
    public void Flags_without_an_equivalent_can_be_skipped()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.At("flags.json");
        File.WriteAllText(path, """{"flags":{"a":{"state":"ENABLED","variants":{"on":true},"targeting":{"max":[1,2]}},"b":{"state":"ENABLED","variants":{"on":true},"defaultVariant":"on"}}}""");
        using (var strict = new Host(add: b => b.AddFlagdFile(path)))
        {
            Assert.Equal("PRG0080", Assert.Single(strict.ProblemsOfFirstLoad()).Code);
        }

        using var lenient = new Host(add: b => b.AddFlagdFile(path, skipUntranslatable: true));
        Assert.Equal("on", lenient.Variant("b"));
        Assert.Equal(EvaluationError.FlagNotFound, lenient.Flags.Evaluate("a").Error);
    }

    private static string Flag(string variant) => """{"flags":{"a":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"?"}}}""".Replace("?", variant, StringComparison.Ordinal);

    private static ForeignTranslation Translate(string json) => ForeignFlags.Translate(ForeignFormat.Flagd, new DefinitionFile("flags.json", Encoding.UTF8.GetBytes(json.Replace('\'', '"'))));
}
