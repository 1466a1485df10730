using Xunit;

namespace Progressive.ArchitectureTests.Docs;

public sealed class DocsTests
{
    private const string Solution = "\"docs\\snippets\\Snippets.csproj\"";
    private const string Source = "internal static class A\n{\n    static void B()\n    {\n        if (flags.IsEnabled(\"new-search\"))\n        {\n            Search();\n        }\n    }\n}\n";

    [Fact]
    public void Code_in_pages_is_compiled() => Violations.AssertNone(ExampleRules.Compiled(SourceTree.Repository));

    [Fact]
    public void Json_in_pages_parses() => Violations.AssertNone(ExampleRules.Parsed(SourceTree.Repository));

    [Fact]
    public void Definitions_in_pages_can_be_loaded() => Violations.AssertNone(DefinitionExampleRule.Loaded(SourceTree.Repository));

    [Fact]
    public void Links_lead_somewhere() => Violations.AssertNone(LinkRules.Check(SourceTree.Repository));

    [Fact]
    public void The_changelog_keeps_its_form() => Violations.AssertNone(ChangelogRule.Check(SourceTree.Repository));

    [Theory]
    [InlineData("if (flags.IsEnabled(\"old-search\"))\n{", "if (flags.IsEnabled(\"old-search\"))")]
    [InlineData("if (flags.IsEnabled(\"new-search\"))\nSearch();", "Search();")]
    [InlineData("flags.IsEnabled(\"new-search\")", "flags.IsEnabled(\"new-search\")")]
    public void Code_that_stands_nowhere_is_caught(string code, string expected) =>
        Violations.AssertCaught(ExampleRules.Compiled(Page("```csharp\n" + code + "\n```\n")), $"README.md(1): this block stands in no compiled file; first line that differs: {expected}");

    [Fact]
    public void Code_in_a_file_no_project_builds_is_caught() => Violations.AssertCaught(
        ExampleRules.Compiled(SourceTree.Of(("Progressive.sln", ""), ("docs/snippets/Snippets.csproj", "<Project />"), ("docs/snippets/A.cs", Source), ("README.md", "```csharp\nSearch();\n```\n"))),
        "stands in no compiled file");

    [Fact]
    public void Code_that_is_compiled_passes() =>
        Violations.AssertNone(ExampleRules.Compiled(Page("Text\n\n  ```csharp\n  if (flags.IsEnabled(\"new-search\"))\n  {\n\n      Search();\n  }\n  ```\n")));

    [Fact]
    public void Broken_json_is_caught() => Violations.AssertCaught(ExampleRules.Parsed(Page("```jsonc\n{ \"a\": 1, … }\n```\n")), "README.md(1): not JSON");

    [Fact]
    public void Json_with_comments_and_trailing_commas_passes() => Violations.AssertNone(ExampleRules.Parsed(Page("```jsonc\n{ \"a\": 1, // one\n}\n```\n```json\n[]\n```\n")));

    [Theory]
    [InlineData("{ \"Flags\": { \"a\": { \"Rollout\": \"nobody\" } } }", "README.md(2): PRG0020")]
    [InlineData("{ \"Progressive\": {\n\"Flags\": { \"a\": { \"Schedule\": { \"From\": \"2026-12-01T09:00+01:00\", \"To\": \"2026-12-01T17:00+01:00\", \"Every\": \"week on Mon, Wed\" } } } } }", "README.md(3): PRG00")]
    public void Definitions_that_cannot_be_loaded_are_caught(string json, string expected) =>
        Violations.AssertCaught(DefinitionExampleRule.Loaded(Page($"```jsonc\n{json}\n```\n")), expected);

    [Theory]
    [InlineData("```json fragment\n{ \"Flags\": { \"a\": { \"Rollout\": \"nobody\" } } }\n```\n")]
    [InlineData("```json\n{ \"Flags\": { \"a\": \"25%\" } }\n```\n")]
    [InlineData("```json\n{ \"Steps\": 1 }\n```\n```json\n{ \"Flags\": … }\n```\n")]
    public void Fragments_and_definitions_that_can_be_loaded_pass(string page) => Violations.AssertNone(DefinitionExampleRule.Loaded(Page(page)));

    [Theory]
    [InlineData("[missing](docs/missing.md)")]
    [InlineData("![missing](docs/missing.svg)")]
    [InlineData("[outside](../other/README.md)")]
    [InlineData("[page][1]\n\n[1]: docs/missing.md")]
    [InlineData("<img src=\"docs/missing.svg\">")]
    [InlineData("[heading](#no-such-heading)")]
    [InlineData("[heading](docs/page.md#two)")]
    public void A_link_to_nowhere_is_caught(string text) =>
        Violations.AssertCaught(LinkRules.Check(SourceTree.Of(("README.md", text), ("docs/page.md", "# One\n"))), "no such");

    [Theory]
    [InlineData("[page](docs/page.md), [folder](docs/), [heading](docs/page.md#one-and-a-half-b)")]
    [InlineData("[web](https://example.org/missing.md) and [mail](mailto:a@example.org)")]
    [InlineData("`[code](missing.md)`\n```\n[code](missing.md)\n```")]
    public void A_link_that_leads_somewhere_passes(string text) =>
        Violations.AssertNone(LinkRules.Check(SourceTree.Of(("README.md", text), ("docs/page.md", "# One and a half: `b`\n"))));

    [Theory]
    [InlineData("# Changelog\n\n## [1.0.0] - 2026-01-01\n", "first section is not")]
    [InlineData("# Changelog\n\n## [Unreleased]\n\n## 1.0.0\n", "is not '## [x.y.z]")]
    [InlineData("# Changelog\n\n## [Unreleased]\n\n### New\n", "'### New' is none of")]
    [InlineData("# Changes\n\n## [Unreleased]\n", "the title is")]
    public void A_changelog_out_of_form_is_caught(string text, string expected) => Violations.AssertCaught(ChangelogRule.Check(SourceTree.Of(("CHANGELOG.md", text))), expected);

    [Fact]
    public void A_missing_changelog_is_caught() => Violations.AssertCaught(ChangelogRule.Check(SourceTree.Of()), "CHANGELOG.md is missing");

    private static SourceTree Page(string text) => SourceTree.Of(
        ("Progressive.sln", Solution), ("docs/snippets/Snippets.csproj", "<Project />"), ("docs/snippets/A.cs", Source), ("README.md", text));
}
