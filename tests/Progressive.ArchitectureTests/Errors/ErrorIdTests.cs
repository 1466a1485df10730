using Xunit;

namespace Progressive.ArchitectureTests.Errors;

public sealed class ErrorIdTests
{
    private const string Codes = "namespace Progressive.Diagnostics; internal static partial class ErrorCodes { internal const string UnknownFlag = \"PRG0012\"; }";
    private const string Use = "namespace Progressive; internal static class Use { public static string A => Diagnostics.ErrorCodes.UnknownFlag; }";

    [Fact]
    public void Every_id_has_its_section_and_every_section_its_id() => Violations.AssertNone(ErrorIdRules.Documented(SourceTree.Repository));

    [Fact]
    public void Sections_are_in_order_and_in_the_table() => Violations.AssertNone(ErrorIdRules.Ordered(SourceTree.Repository));

    [Fact]
    public void No_id_means_two_things() => Violations.AssertNone(ErrorIdRules.Unique(SourceTree.Repository));

    [Fact]
    public void Every_id_is_used() => Violations.AssertNone(ErrorIdRules.Used(SourceTree.Repository));

    [Fact]
    public void Ids_are_written_in_one_place() => Violations.AssertNone(ErrorIdRules.OnlyConstants(SourceTree.Repository));

    [Fact]
    public void An_id_without_a_section_is_caught() => Violations.AssertCaught(ErrorIdRules.Documented(Seed("# Errors\n", Use)), "no section for PRG0012");

    [Fact]
    public void A_section_without_an_id_is_caught() => Violations.AssertCaught(ErrorIdRules.Documented(Seed("## PRG0012\n\n## PRG0013\n", Use)), "PRG0013 is no error");

    [Fact]
    public void Two_sections_for_one_id_are_caught() => Violations.AssertCaught(ErrorIdRules.Documented(Seed("## PRG0012\n\n## PRG0012\n", Use)), "PRG0012 has 2 sections");

    [Theory]
    [InlineData("| PRG0001 to PRG0099 | x |\n\n## PRG0013\n\n## PRG0012\n", "PRG0012 stands behind PRG0013")]
    [InlineData("| PRG0001 to PRG0011 | x |\n\n## PRG0012\n", "no range of the table has PRG0012")]
    public void A_section_out_of_order_or_range_is_caught(string page, string expected) => Violations.AssertCaught(ErrorIdRules.Ordered(Seed(page, Use)), expected);

    [Fact]
    public void One_id_for_two_errors_is_caught() => Violations.AssertCaught(
        ErrorIdRules.Unique(SourceProject.Seed(("Diagnostics/ErrorCodes.cs", Codes), ("Diagnostics/ErrorCodes.More.cs", Codes.Replace("UnknownFlag", "BadShare", StringComparison.Ordinal)))),
        "PRG0012 is Progressive.Diagnostics.ErrorCodes.BadShare and Progressive.Diagnostics.ErrorCodes.UnknownFlag");

    [Fact]
    public void An_unused_id_is_caught() => Violations.AssertCaught(
        ErrorIdRules.Used(Seed("## PRG0012\n", "namespace Progressive; internal static class Use;")), "ErrorCodes.UnknownFlag is used nowhere");

    [Theory]
    [InlineData("\"PRG0012: no such flag\"")]
    [InlineData("$\"PRG0012: no flag {nameof(Use)}\"")]
    public void An_id_written_out_is_caught(string literal) => Violations.AssertCaught(
        ErrorIdRules.OnlyConstants(Seed("## PRG0012\n", $"namespace Progressive; internal static class Use {{ public static string A => {literal}; }}")), "PRG0012 is written out");

    [Fact]
    public void A_declared_used_and_documented_id_passes()
    {
        var tree = Seed("## PRG0012\n", Use);
        Violations.AssertNone(ErrorIdRules.Documented(tree).Concat(ErrorIdRules.Unique(tree)).Concat(ErrorIdRules.Used(tree)).Concat(ErrorIdRules.OnlyConstants(tree)));
    }

    private static SourceTree Seed(string page, string use) => SourceTree.Of(
        ("docs/reference/errors.md", page),
        ("src/Progressive/Progressive.csproj", "<Project />"),
        ("src/Progressive/Diagnostics/ErrorCodes.Flags.cs", Codes),
        ("src/Progressive/Use.cs", use));
}
