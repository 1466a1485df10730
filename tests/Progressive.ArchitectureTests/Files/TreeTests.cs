using Xunit;

namespace Progressive.ArchitectureTests.Files;

public sealed class TreeTests
{
    [Fact]
    public void The_root_holds_only_what_belongs_there() => Violations.AssertNone(TreeRules.Root(SourceTree.Repository));

    [Fact]
    public void No_file_says_where_packages_come_from() => Violations.AssertNone(TreeRules.Feeds(SourceTree.Repository));

    [Fact]
    public void No_file_names_a_machine_path_or_a_registry_host() => Violations.AssertNone(TreeRules.Content(SourceTree.Repository));

    [Fact]
    public void Every_project_is_in_the_solution() => Violations.AssertNone(TreeRules.Solution(SourceTree.Repository));

    [Theory]
    [InlineData("notes.md")]
    [InlineData("scripts/build.sh")]
    public void A_stray_file_in_the_root_is_caught(string path) => Violations.AssertCaught(TreeRules.Root(SourceTree.Of((path, ""))), path);

    [Theory]
    [InlineData("nuget.config")]
    [InlineData("samples/Quickstart/NuGet.Config")]
    public void A_feed_file_is_caught(string path) => Violations.AssertCaught(TreeRules.Feeds(SourceTree.Of((path, "<configuration />"))), path);

    [Theory]
    [InlineData("in /wo", "rk/progressive/src")]
    [InlineData("at /ro", "ot/.nuget")]
    [InlineData("/ho", "me/me/progressive")]
    [InlineData("https://api.nu", "get.org/v3")]
    [InlineData("<add value=\"https://mirror.example/v3/in", "dex.json\" />")]
    [InlineData("TO", "DO")]
    public void A_file_that_says_what_it_should_not_is_caught(string start, string rest) =>
        Violations.AssertCaught(TreeRules.Content(SourceTree.Of(("docs/page.md", start + rest))), "docs/page.md: contains");

    [Fact]
    public void Ordinary_text_passes() => Violations.AssertNone(TreeRules.Content(SourceTree.Of(
        ("docs/page.md", "https://example.org/wo" + "rk/of-art, docs/ro" + "ot/page.md, ./wo" + "rk/file, ~/wo" + "rk/file and $HOME/ro" + "ot/file"))));

    [Fact]
    public void A_project_outside_the_solution_is_caught() => Violations.AssertCaught(
        TreeRules.Solution(SourceTree.Of(("Progressive.sln", "\"A\", \"src\\A\\A.csproj\""), ("src/A/A.csproj", ""), ("src/B/B.csproj", ""))), "src/B/B.csproj is not in");

    [Theory]
    [InlineData("PackageTests")]
    [InlineData("ServerTests")]
    [InlineData("Redis.Tests")]
    public void Tests_that_need_more_than_the_sdk_are_caught_inside_the_solution(string tests) => Violations.AssertCaught(
        TreeRules.Solution(SourceTree.Of(("Progressive.sln", $"\"tests\\Progressive.{tests}\\Progressive.{tests}.csproj\""))), "must stay outside");

    [Fact]
    public void A_second_solution_is_caught() => Violations.AssertCaught(TreeRules.Solution(SourceTree.Of(("Progressive.sln", ""), ("Progressive.slnx", ""))), "one solution file only");
}
