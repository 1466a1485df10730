using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Progressive.Definitions;
using Progressive.Migration;
using Progressive.Tests.Definitions;
using Xunit;

namespace Progressive.Tests.Migration;

/// <summary>The same flags and users, asked of Microsoft.FeatureManagement itself and of us.</summary>
public sealed class MicrosoftDifferentialTests
{
    private static readonly string?[] s_users = ["adam", "britney", "Adam", "zoë", "", null, .. Enumerable.Range(0, 120).Select(static i => $"user-{i.ToString(CultureInfo.InvariantCulture)}")];
    private static readonly string[][] s_groups = [[], ["Ring0"], ["Ring1"], ["ring1"], ["Ring9", "Ring0"], ["Ring1", "Ring0"]];

    public static TheoryData<string> SampleFlags() => [.. Ids(Sample())];

    [Theory]
    [MemberData(nameof(SampleFlags))]
    public async Task Everybody_gets_the_same_answer(string flag)
    {
        using var theirs = new Theirs(Sample());
        using var ours = new Host(theirs.Configuration, static b => b.AddMicrosoftFeatureFlags());
        foreach (var now in new[] { "2026-11-30T12:00:00Z", "2026-12-01T23:00:00Z", "2026-12-03T21:00:00Z", "2026-12-04T22:00:00Z", "2026-12-08T23:00:00Z", "2027-01-12T23:00:00Z" })
        {
            theirs.Time.SetUtcNow(At(now));
            ours.Time.AdjustTime(At(now));
            await CompareAsync(theirs, ours, flag);
        }
    }

    /// <summary>The file as the tool imports it, and the configuration as a source reads it.</summary>
    [Fact]
    public async Task The_imported_file_answers_as_the_source_does()
    {
        var imported = ForeignFlags.Translate(ForeignFormat.Microsoft, new DefinitionFile("microsoft.json", Encoding.UTF8.GetBytes(Sample())));
        Assert.Empty(imported.Problems);
        using var theirs = new Theirs(Sample());
        using var ours = Host.Of(imported.Definitions);
        ours.Time.AdjustTime(theirs.Time.GetUtcNow());
        foreach (var flag in Ids(Sample()))
        {
            await CompareAsync(theirs, ours, flag);
        }
    }

    /// <summary>Flags made up at random: filters, allocations, overlapping percentiles, overrides.</summary>
    [Fact]
    public async Task Whatever_the_flag_everybody_gets_the_same_answer() =>
        await MicrosoftFlags.Any.SampleAsync(
            async flag =>
            {
                var json = new JsonObject { ["feature_management"] = new JsonObject { ["feature_flags"] = new JsonArray(flag.DeepClone()) } }.ToJsonString();
                using var theirs = new Theirs(json);
                using var ours = new Host(theirs.Configuration, static b => b.AddMicrosoftFeatureFlags());
                await CompareAsync(theirs, ours, "Made-Up");

                // From a file values have types, and a boolean flag answers IsEnabled by its value.
                var imported = ForeignFlags.Translate(ForeignFormat.Microsoft, new DefinitionFile("flags.json", Encoding.UTF8.GetBytes(json)));
                Assert.Empty(imported.Problems);
                using var fromFile = Host.Of(imported.Definitions);
                await CompareAsync(theirs, fromFile, "Made-Up");
            },
            iter: 60,
            threads: 1);

    /// <summary>Values in place: theirs binds a section of configuration, ours the same texts by the serializer.</summary>
    [Fact]
    public async Task Values_are_bound_to_what_theirs_binds_them_to()
    {
        const string json =
            """
            { "feature_management": { "feature_flags": [
                { "id": "Size", "enabled": true, "variants": [ { "name": "Big", "configuration_value": 250 } ], "allocation": { "default_when_enabled": "Big" } },
                { "id": "Ratio", "enabled": true, "variants": [ { "name": "Half", "configuration_value": 0.5 } ], "allocation": { "default_when_enabled": "Half" } },
                { "id": "Fast", "enabled": true, "variants": [ { "name": "Yes", "configuration_value": true } ], "allocation": { "default_when_enabled": "Yes" } },
                { "id": "Search", "enabled": true, "allocation": { "default_when_enabled": "Wide" }, "variants": [ { "name": "Wide", "configuration_value":
                    { "size": 100, "Ratio": 0.5, "Price": 1.10, "Fast": true, "Title": "7", "Limit": 3, "Fields": [ "1", "true" ], "Empty": [], "Weights": { "a": 1, "b": 2.5 },
                      "Mode": "Wide", "Inner": { "Deep": [ { "Count": 1, "On": false }, { "Count": 2, "On": true } ] } } } ] } ] } }
            """;
        using var theirs = new Theirs(json);
        using var ours = new Host(theirs.Configuration, static b => b.AddMicrosoftFeatureFlags());
        Assert.Equal((await theirs.ValueAsync("Size")).Get<int>(), ours.Flags.GetValue("Size", -1));
        Assert.Equal((await theirs.ValueAsync("Ratio")).Get<double>(), ours.Flags.GetValue("Ratio", -1.0));
        Assert.Equal((await theirs.ValueAsync("Fast")).Get<bool>(), ours.Flags.GetValue("Fast", false));
        var expected = (await theirs.ValueAsync("Search")).Get<BoundSettings>()!;
        Assert.Equal(2, expected.Inner!.Deep.Count);
        var settings = ours.Flags.GetValue("Search", BoundJson.Default.BoundSettings, new BoundSettings());
        Assert.Equal(JsonSerializer.Serialize(expected, BoundJson.Default.BoundSettings), JsonSerializer.Serialize(settings, BoundJson.Default.BoundSettings));
        Assert.Empty(ours.Log.Of(1201));
    }

    private static async Task CompareAsync(Theirs theirs, Host ours, string flag)
    {
        foreach (var groups in s_groups)
        {
            foreach (var user in s_users)
            {
                var (isEnabled, variant) = await theirs.AnswerAsync(flag, user, groups);
                var answer = ours.Flags.Evaluate(flag, new EvaluationContext(user) { ["groups"] = groups });
                Assert.True(isEnabled == answer.IsEnabled, $"{flag} for '{user}' in [{string.Join(", ", groups)}]: theirs is {isEnabled}, ours {answer}, {answer.IsEnabled}");

                // Where theirs has no variants at all ours are off and on.
                if (variant is not null || answer.Variant is not ("on" or "off"))
                {
                    Assert.Equal(variant ?? NoneOf(flag), answer.Variant);
                    Assert.True(variant is null == answer.Value is null);
                }
            }
        }
    }

    private static string NoneOf(string flag) => flag == "OnlySomeAllocated" ? "none-given" : "none";

    private static IEnumerable<string> Ids(string json)
    {
        var root = JsonNode.Parse(json)!;
        return root["feature_management"]!["feature_flags"]!.AsArray().Select(static f => f!["id"]!.GetValue<string>())
            .Concat(root["FeatureManagement"]!.AsObject().Select(static f => f.Key)).Distinct();
    }

    private static string Sample()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Progressive.Tests.Migration.Samples.microsoft.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
