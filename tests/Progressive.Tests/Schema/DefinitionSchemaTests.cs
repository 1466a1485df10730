using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Progressive.Definitions;
using Progressive.Tests.Definitions;
using Progressive.Tests.Targeting;
using Xunit;

namespace Progressive.Tests.Schema;

/// <summary>The committed schemas are what is generated now, and say what the readers say.</summary>
public sealed class DefinitionSchemaTests
{
    private const string Files = "docs/reference/progressive.schema.json";
    private const string Configuration = "src/Progressive/ConfigurationSchema.json";

    private static readonly SchemaCheck s_files = new(DefinitionSchema.OfFiles());
    private static readonly SchemaCheck s_configuration = new(DefinitionSchema.OfConfiguration());

    // What only a whole reading can tell: sums, references, what code declares, cultures of words.
    private static readonly string[] s_structural = ["PRG0006", "PRG0007", "PRG0008", "PRG0009", "PRG0023", "PRG0031", "PRG0040", "PRG0049"];

    // Refused on load, and beyond a schema: one word would have to know another one.
    private static readonly string[] s_beyond =
    [
        "{'Plans':{'p':{'Steps':['shadow 10% for 1m','100%']}}}",           // the grammar of steps
        "{'Flags':{'a':{'StickBy':'x y'}}}",                                // names of attributes as values
        "{'Flags':{'a':{'Rules':[{'Serve':'on','StickBy':'x y'}]}}}",
        "{'Segments':{'a':{'By':'x y','Include':['u']}}}",
        "{'share':{'To':'10%','StickBy':'a b'}}",
        "{'share':{'From':'50%','To':'10%'}}",                              // the order of two shares
        "{'Flags':{'a':{'Bucketing':'flagd-v2','Split':[{'on':1},{'off':'50%'}]}}}", // shares and weights in one list
        "{'Flags':{'a':{'Split':[{'on':'50%'},{'off':'50%'}]}}}",           // a list, without a foreign bucketing
        "{'x':{'matches':'('}}",                                            // the grammar of patterns and networks
        "{'x':{'cidr':'10.0.0.0/33'}}",
    ];

    [Theory]
    [InlineData(Files)]
    [InlineData(Configuration)]
    public void The_committed_file_is_what_is_generated(string path)
    {
        var generated = path == Files ? DefinitionSchema.OfFiles() : DefinitionSchema.OfConfiguration();
        var file = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable("PROGRESSIVE_WRITE_SCHEMAS") == "1")
        {
            File.WriteAllText(file, generated);
        }

        Assert.True(generated == File.ReadAllText(file), $"{path} is not what the readers say. Run this test with PROGRESSIVE_WRITE_SCHEMAS=1 and commit the file.");
    }

    [Fact]
    public void Every_member_that_is_read_is_described_and_none_besides()
    {
        var definitions = JsonNode.Parse(DefinitionSchema.OfFiles())!["definitions"]!.AsObject();
        foreach (var (name, (known, _)) in DefinitionSchema.Objects)
        {
            var described = definitions[SchemaNodes.Name(name)]!["properties"]!.AsObject().Select(static member => member.Key);
            Assert.Equal(known.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        }

        var references = Regex.Matches(DefinitionSchema.OfFiles(), "#/definitions/([a-zA-Z-]+)").Select(static match => match.Groups[1].Value).Distinct().Order();
        Assert.Equal(definitions.Select(static definition => definition.Key).Order(), references);
    }

    [Theory]
    [InlineData("any")]
    [InlineData("all")]
    [InlineData("not")]
    [InlineData("segment")]
    [InlineData("share")]
    [InlineData("schedule")]
    [InlineData("targetingKey")]
    public void A_combinator_is_no_attribute(string name)
    {
        Assert.Contains(name, ConditionReader.Combinators);
        Assert.DoesNotContain(Read.Problems($"{{'{name}':[]}}"), static problem => problem.Message.StartsWith("The attribute", StringComparison.Ordinal));
        Assert.Equal(7, ConditionReader.Combinators.Length);
    }

    [Fact]
    public void Every_operator_is_understood_by_its_reader() => Assert.All(
        OperatorReader.Operators, static name => Assert.DoesNotContain(Read.Problems($"{{'x':{{'{name}':null}}}}"), static problem => problem.Message.Contains("is no operator", StringComparison.Ordinal)));

    [Fact]
    public void Conditions_that_are_read_are_valid()
    {
        string[] conditions = [.. OperatorTests.Tests().Select(static test => $"{{'x':{test}}}"), .. RuleAllocationTests.Whole.Select(static row => row.Data)];
        Assert.All(conditions, when => Valid($"{{'Flags':{{'a':{{'Rules':[{{'When':{when},'Serve':'on'}}]}}}},'Segments':{{'s':{{'When':{when}}}}}}}"));
    }

    [Fact]
    public void Definitions_of_samples_and_tests_are_valid()
    {
        foreach (var path in new[] { "samples/Quickstart/appsettings.json", "tests/Progressive.Cli.Tests/Definitions/shop.json" })
        {
            var text = File.ReadAllText(Path.Combine(Root(), path));
            Assert.Null((path.Contains("appsettings", StringComparison.Ordinal) ? s_configuration : s_files).Of(text));
        }
    }

    [Fact]
    public void Definitions_in_the_documentation_are_valid()
    {
        var found = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root(), "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Root(), "README.md")))
        {
            foreach (Match block in Regex.Matches(File.ReadAllText(file), "```jsonc?\n(.*?)```", RegexOptions.Singleline))
            {
                if (Definition(block.Groups[1].Value) is { } definition)
                {
                    found++;
                    Assert.True(s_files.Of(definition) is not { } problem, $"{Path.GetFileName(file)}: {definition}: {s_files.Of(definition)}");
                }
            }
        }

        Assert.True(found >= 10, $"Only {found} were found.");
    }

    [Fact]
    public void Mistakes_of_structure_are_invalid()
    {
        var rows = ProblemTests.Mistakes().Concat(TargetingProblemTests.Mistakes()).Select(static row => (Json: row.Data.Item1, Code: row.Data.Item2, Written: row.Data.Item1))
            .Concat(TargetingProblemTests.Conditions().Select(static row => (Json: $"{{'Flags':{{'a':{{'Rules':[{{'When':{row.Data.Item1},'Serve':'on'}}]}}}}}}", Code: row.Data.Item2, Written: row.Data.Item1)))
            .Where(static row => s_structural.Contains(row.Code))
            .ToArray();
        Assert.True(rows.Length > 90);
        foreach (var (json, code, written) in rows)
        {
            Assert.True(s_files.Of(Quoted(json)) is null == s_beyond.Contains(written), $"{code}: {json}");
        }

        Assert.All(s_beyond, beyond => Assert.Contains(rows, row => row.Written == beyond));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{'Progressive':{'Flags':{'a':true}}}")]
    [InlineData("{'$schema':'x','Flags':null,'Segments':null}")]
    [InlineData("{'Flags':{'a':null,'b':false,'c':'0.0001%','d':'blue','e':'True','f':{}}}")]
    [InlineData("{'Flags':{'a':{'Rollout':{'Plan':'p','UpTo':'10%'}},'b':{'Rollout':{'Steps':['100%'],'UpTo':'10%'}},'c':{'Rollout':null}}}")]
    [InlineData("{'Flags':{'a':{'Split':[]},'b':{'Bucketing':'flagd-v2','Split':[{'x':1},{'y':2}]}}}")]
    [InlineData("{'Plans':{'p':{'Steps':['100%'],'WarmUp':'30s','WarmUpCalls':100,'OnBreach':'pause','MaxHold':'1h30m'}}}")]
    [InlineData("{'Metrics':{'cost':{'Cap':0.5,'Per':'user','Within':'24h'}}}")]
    public void Valid(string json) => Assert.Null(s_files.Of(Quoted(json)));

    [Theory]
    [InlineData("{'Progressive':{'Flag':{}}}")]
    [InlineData("{'Flags':{'a':{'Schedule':{'From':'soon'}}}}")]
    [InlineData("{'Metrics':{'cost':{'Cup':0.5}}}")]
    [InlineData("{'Plans':{'p':{'Steps':['100%'],'Bake':'an hour'}}}")]
    [InlineData("{'Plans':{'p':{'Steps':['100%'],'UpTo':'10%'}}}")]
    [InlineData("{'Segments':{'s':{'Include':[5]}}}")]
    public void Invalid(string json) => Assert.NotNull(s_files.Of(Quoted(json)));

    [Fact]
    public void Settings_files_have_other_sections()
    {
        Assert.Null(s_configuration.Of(Quoted("{'Logging':{'LogLevel':{}},'Progressive':{'Flags':{'a':true}}}")));
        Assert.NotNull(s_configuration.Of(Quoted("{'Progressive':{'Flag':{}}}")));
    }

    // A whole definition, or members of one, or members of a flag; anything else is of another kind.
    private static string? Definition(string block)
    {
        var text = block.Trim();
        text = text.StartsWith('{') ? text : $"{{{text}}}";
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            string[] names = [.. document.RootElement.EnumerateObject().Select(static member => member.Name)];
            return names.Length == 0 ? null
                : names.All(static name => MergedDefinitions.Known.Contains(name) || name is "Progressive" or "$schema") ? text
                : names.All(static name => FlagReader.Known.Contains(name)) ? $"{{\"Flags\":{{\"a\":{text}}}}}"
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Quoted(string json) => json.Replace('\'', '"');

    // Not by the path of this file, which builds of releases leave out.
    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Progressive.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Progressive.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
