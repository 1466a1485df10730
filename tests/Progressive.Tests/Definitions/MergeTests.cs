using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Variants;
using Xunit;

namespace Progressive.Tests.Definitions;

/// <summary>The merging rules, sentence by sentence, over the framework's own providers. What is left is compared as JSON.</summary>
public sealed class MergeTests
{
    public static TheoryData<string, string[], string> Rules() => new()
    {
        {
            "flags merge by key",
            ["json:{'Flags':{'a':true,'b':true}}", "json:{'Flags':{'B':'blue','c':false}}"],
            "{'a':'True','b':'blue','c':'False'}"
        },
        {
            "members of a flag merge",
            ["json:{'Flags':{'a':{'Owner':'x','Default':'on'}}}", "json:{'Flags':{'a':{'Default':'off'}}}"],
            "{'a':{'Owner':'x','Default':'off'}}"
        },
        {
            "variants merge by key, and their members too",
            ["json:{'Flags':{'a':{'Variants':{'x':{'Value':'1','Revision':'1'},'y':{'Value':'2'}}}}}", "json:{'Flags':{'a':{'Variants':{'x':{'Revision':'2'},'z':{}}}}}"],
            "{'a':{'Variants':{'x':{'Value':'1','Revision':'2'},'y':{'Value':'2'},'z':null}}}"
        },
        {
            "a shorter list replaces a longer one whole",
            ["json:{'Flags':{'a':{'Tags':['x','y','z']}}}", "json:{'Flags':{'a':{'Tags':['q']}}}"],
            "{'a':{'Tags':{'0':'q'}}}"
        },
        {
            "rules are replaced whole, whatever the index that is named",
            ["json:{'Flags':{'a':{'Rules':[{'Serve':'x'},{'Serve':'y'}]}}}", "env:Flags__a__Rules__0__Serve=z"],
            "{'a':{'Rules':{'0':{'Serve':'z'}}}}"
        },
        {
            "a split is replaced whole",
            ["json:{'Flags':{'a':{'Split':{'x':'50%','y':'50%'}}}}", "json:{'Flags':{'a':{'Split':{'z':'100%'}}}}"],
            "{'a':{'Split':{'z':'100%'}}}"
        },
        {
            "a value is replaced whole",
            ["json:{'Flags':{'a':{'Variants':{'x':{'Value':{'p':'1','q':'2'}}}}}}", "json:{'Flags':{'a':{'Variants':{'x':{'Value':{'p':'3'}}}}}}"],
            "{'a':{'Variants':{'x':{'Value':{'p':'3'}}}}}"
        },
        {
            "guards are replaced whole",
            ["json:{'Flags':{'a':{'Guards':['error_rate < 1%','rejection_rate < 2%']}}}", "memory:Flags:a:Guards:0=error_rate < 5%"],
            "{'a':{'Guards':{'0':'error_rate < 5%'}}}"
        },
        {
            "an empty list empties",
            ["json:{'Flags':{'a':{'Guards':['error_rate < 1%'],'Owner':'x'}}}", "json:{'Flags':{'a':{'Guards':[]}}}"],
            "{'a':{'Guards':'','Owner':'x'}}"
        },
        {
            "a later false over an object sets only Enabled",
            ["json:{'Flags':{'a':{'Owner':'x','Rollout':'standard'}}}", "json:{'Flags':{'a':false}}"],
            "{'a':{'Owner':'x','Rollout':'standard','Enabled':false}}"
        },
        {
            "false from the environment is a kill switch",
            ["json:{'Flags':{'checkout':{'Rollout':'standard'}}}", "env:Flags__checkout=false"],
            "{'checkout':{'Rollout':'standard','Enabled':false}}"
        },
        {
            "false in any spelling of the framework",
            ["json:{'Flags':{'a':{'Owner':'x'}}}", "memory:Flags:a=FALSE"],
            "{'a':{'Owner':'x','Enabled':false}}"
        },
        {
            "an object over that false merges with what was there",
            ["json:{'Flags':{'a':{'Owner':'x'}}}", "json:{'Flags':{'a':false}}", "json:{'Flags':{'a':{'Enabled':true}}}"],
            "{'a':{'Owner':'x','Enabled':'True'}}"
        },
        {
            "another scalar over an object replaces it",
            ["json:{'Flags':{'a':{'Owner':'x'}}}", "json:{'Flags':{'a':'25%'}}"],
            "{'a':'25%'}"
        },
        {
            "true over an object replaces it",
            ["json:{'Flags':{'a':{'Owner':'x'}}}", "json:{'Flags':{'a':true}}"],
            "{'a':'True'}"
        },
        {
            "false over a scalar replaces it",
            ["json:{'Flags':{'a':'25%'}}", "json:{'Flags':{'a':false}}"],
            "{'a':'False'}"
        },
        {
            "an object over a scalar replaces it",
            ["json:{'Flags':{'a':'25%'}}", "json:{'Flags':{'a':{'Owner':'x'}}}"],
            "{'a':{'Owner':'x'}}"
        },
        {
            "an empty object adds nothing to an object",
            ["json:{'Flags':{'a':{'Owner':'x'}}}", "json:{'Flags':{'a':{}}}"],
            "{'a':{'Owner':'x'}}"
        },
        {
            "an inline plan is replaced by a plan's name, and the other way round",
            ["json:{'Flags':{'a':{'Rollout':{'Steps':['100%']}},'b':{'Rollout':'p'}}}", "json:{'Flags':{'a':{'Rollout':'p'},'b':{'Rollout':{'Steps':['100%']}}}}"],
            "{'a':{'Rollout':'p'},'b':{'Rollout':{'Steps':{'0':'100%'}}}}"
        },
        {
            "a chained root is flattened: its providers stay apart",
            ["chained-root:json:{'Flags':{'a':{'Tags':['x','y']}}} + json:{'Flags':{'a':{'Tags':['z']}}}"],
            "{'a':{'Tags':{'0':'z'}}}"
        },
        {
            "a chained section counts as one: the framework has merged it",
            ["chained-section:json:{'Flags':{'a':{'Tags':['x','y']}}} + json:{'Flags':{'a':{'Tags':['z']}}}"],
            "{'a':{'Tags':{'0':'z','1':'y'}}}"
        },
        {
            "_ in the environment stands for the - of a known flag and variant",
            ["json:{'Flags':{'new-search':{'Variants':{'big-box':{'Revision':'1'}}}}}", "env:Flags__new_search__Variants__big_box__Revision=2"],
            "{'new-search':{'Variants':{'big-box':{'Revision':'2'}}}}"
        },
        {
            "_ stays where the key is known with it",
            ["json:{'Flags':{'new-search':'25%','new_search':'25%'}}", "env:Flags__new_search=false"],
            "{'new-search':'25%','new_search':'false'}"
        },
        {
            "_ stays where nothing is known",
            ["json:{'Flags':{}}", "env:Flags__new_search=false"],
            "{'new_search':'false'}"
        },
        {
            "a value and members in one source: switched off wins",
            ["env:Flags__a=false;Flags__a__Owner=x"],
            "{'a':{'Owner':'x','Enabled':false}}"
        },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Merges(string rule, string[] sources, string expected)
    {
        using var source = new ConfigurationDefinitionSource(Configurations.Of([.. sources.Select(s => s.Replace('\'', '"'))]));
        var layers = EnvironmentNames.Resolve(source.Read(), []);
        var problems = new ProblemList(layers);
        var merged = MergedDefinitions.Of(layers, problems);

        Assert.Empty(problems.Problems);
        var flags = new JsonObject(merged.Flags.Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.Replace('\'', '"')), flags), $"{rule}: {flags.ToJsonString()}");
    }

    [Fact]
    public void Plans_merge_by_key_and_their_lists_are_replaced_whole()
    {
        using var host = new Host(Configurations.Of(
            """json:{"Plans":{"p":{"Steps":["1% for 1m","50% for 1m","100%"],"Bake":"1h"}},"Flags":{"a":{"Rollout":"p"}}}""",
            """json:{"Plans":{"P":{"Steps":["100%"]}}}"""));

        _ = host.Flags;
        var plan = Assert.Single(host.Set.Rollouts).Plan;
        Assert.Equal("100%", Assert.Single(plan.Steps).ToString());
        Assert.Equal(TimeSpan.FromHours(1), plan.Bake);
    }

    [Fact]
    public void A_chained_section_is_read_below_its_own_path()
    {
        var outer = new ConfigurationBuilder()
            .AddConfiguration(new ConfigurationBuilder()
                .AddInMemoryCollection([KeyValuePair.Create("Outer:Progressive:Flags:a:Tags:0", (string?)"x"), KeyValuePair.Create("Outer:Progressive:Flags:a:Owner", (string?)"me")])
                .Build()
                .GetSection("Outer"))
            .Build();

        using var source = new ConfigurationDefinitionSource(outer);
        var layer = Assert.Single(source.Read());
        Assert.Equal("""{"Flags":{"a":{"Owner":"me","Tags":{"0":"x"}}}}""", layer.Content.ToJsonString());
        Assert.Equal("configuration section 'Outer'", layer.Origin);
    }

    [Fact]
    public void Code_is_weaker_than_a_file_and_a_file_weaker_than_configuration()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("progressive.json", """{ "Flags": { "b": "file", "c": "file" } }""");
        directory.Write("second.json", """{ "Flags": { "c": "second", "d": "second" } }""");
        using var host = new Host(Configurations.Of("""json:{"Flags":{"d":"configuration"}}"""), b => b
            .AddProgressiveFile(directory.At("progressive.json"))
            .AddProgressiveFile(directory.At("second.json"))
            .AddFlag("a", "code").AddFlag("b", "code").AddFlag("c", "code").AddFlag("d", "code"));

        Assert.Equal("code file second configuration", $"{host.Variant("a")} {host.Variant("b")} {host.Variant("c")} {host.Variant("d")}");
        Assert.Equal(4, host.Set.FlagCount);
    }

    [Fact]
    public void A_kill_switch_of_the_environment_finds_a_flag_that_only_code_knows()
    {
        using var host = new Host(Configurations.Of("env:Flags__new_search=false"));
        host.Declarations.Add(new VariantDeclaration("new-search", "stable", null, "here"), new VariantDeclaration("new-search", "candidate", "1", "here"));

        Assert.Equal(EvaluationReason.Disabled, host.Flags.Evaluate("new-search").Reason);
        Assert.Equal(1, host.Set.FlagCount);
    }
}
