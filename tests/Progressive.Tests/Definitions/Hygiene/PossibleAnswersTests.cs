using System.Text;
using CsCheck;
using Progressive.Definitions;
using Progressive.Definitions.Hygiene;
using Xunit;

namespace Progressive.Tests.Definitions.Hygiene;

/// <summary>What lint takes for possible, against what flags answer.</summary>
public sealed class PossibleAnswersTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> s_serve = Gen.Select(Of("on", "off", "third"), Of(0, 50, 100), (other, share) =>
        share == 0 || other == "on" ? $"\"{other}\"" : $$"""{ "on": "{{100 - share}}%", "{{other}}": "{{share}}%" }""");

    private static Gen<T> Of<T>(params T[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static Gen<string> FlagOf(params string[] prerequisites) => Gen.Select(s_serve.Array[0, 3], Gen.Int[-1, 3], s_serve, Gen.Int[0, 9], Of(prerequisites), (rules, catchAll, last, kind, prerequisite) =>
    {
        var written = rules.Select((serve, i) => i == catchAll ? $$"""{ "Serve": {{serve}} }""" : $$"""{ "When": { "x": {{i}} }, "Serve": {{serve}} }""");
        var end = last[0] == '{' ? $"\"Split\": {last}, \"Default\": \"off\"" : $"\"Default\": {last}";
        return $$"""{ "Variants": { "on": {}, "off": {}, "third": {} }, "Off": "off", "Enabled": {{(kind == 0 ? "false" : "true")}}, "Rules": [ {{string.Join(", ", written)}} ], {{end}}PREREQUISITE }"""
            .Replace("PREREQUISITE", prerequisite.Length == 0 ? "" : $$""", "Prerequisites": { "first": "{{prerequisite}}" }""", StringComparison.Ordinal);
    });

    [Fact]
    public void Flags_answer_what_is_possible_and_what_is_possible_they_answer() =>
        Gen.Select(FlagOf(""), FlagOf("", "on", "off")).Sample(
            (first, second) =>
            {
                var json = $$"""{ "Flags": { "first": {{first}}, "second": {{second}} } }""";
                var validation = DefinitionValidator.Validate(new DefinitionFile("f.json", Encoding.UTF8.GetBytes(json)));
                Assert.Empty(validation.Problems);
                using var host = Host.Of(json);
                var compiled = validation.Compiled!.Flags;
                var possible = new PossibleAnswers(compiled, s_now);
                foreach (var flag in compiled)
                {
                    HashSet<string> answered = [.. from x in Enumerable.Range(0, 4) from key in Enumerable.Range(0, 60) select host.Variant(flag.Parts.Key, new EvaluationContext($"k{key}") { ["x"] = x })];
                    Assert.Subset(possible.Of(flag).ToHashSet(), answered);
                    if (flag.Definition.Prerequisites.Count == 0)
                    {
                        Assert.Superset(possible.Of(flag).ToHashSet(), answered);
                    }
                }
            },
            iter: 150);
}
