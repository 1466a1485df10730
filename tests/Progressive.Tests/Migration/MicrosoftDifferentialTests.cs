using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
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
