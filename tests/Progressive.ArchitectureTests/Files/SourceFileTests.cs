using Xunit;

namespace Progressive.ArchitectureTests.Files;

public sealed class SourceFileTests
{
    [Fact]
    public void Files_are_short() => Violations.AssertNone(SourceFileRules.Length(SourceTree.Repository));

    [Fact]
    public void The_namespace_is_the_folder() => Violations.AssertNone(SourceFileRules.Namespaces(SourceTree.Repository));

    [Fact]
    public void Comments_hold_no_regions_banners_or_unfinished_work() => Violations.AssertNone(SourceFileRules.Comments(SourceTree.Repository));

    [Fact]
    public void Nothing_is_left_unwritten() => Violations.AssertNone(SourceFileRules.Unwritten(SourceTree.Repository));

    [Fact]
    public void Tests_neither_sleep_nor_skip() => Violations.AssertNone(TestRules.Check(SourceTree.Repository));

    [Fact]
    public void A_long_file_is_caught() => Violations.AssertCaught(SourceFileRules.Length(SourceProject.Seed(("A.cs", new string('\n', 400) + ";"))), "A.cs: 401 lines");

    [Fact]
    public void A_file_at_the_limit_passes() => Violations.AssertNone(SourceFileRules.Length(SourceProject.Seed(("A.cs", new string('\n', 399) + ";\n"))));

    [Theory]
    [InlineData("Flags/A.cs", "namespace Progressive.Rules;", "namespace Progressive.Rules, but the folder says Progressive.Flags")]
    [InlineData("Flags/Rules/A.cs", "namespace Progressive.Flags;", "but the folder says Progressive.Flags.Rules")]
    [InlineData("Flags/A.cs", "namespace Microsoft.Extensions.DependencyInjection;", "but the folder says Progressive.Flags")]
    [InlineData("DependencyInjection/A.cs", "namespace Progressive;", "but the folder says Progressive.DependencyInjection")]
    [InlineData("Flags/A.cs", "namespace Progressive.Flags { }", "is not file-scoped")]
    public void A_wrong_namespace_is_caught(string path, string text, string expected) => Violations.AssertCaught(SourceFileRules.Namespaces(SourceProject.Seed((path, text))), expected);

    [Theory]
    [InlineData("A.cs", "namespace Progressive;")]
    [InlineData("Flags/Rules/A.cs", "namespace Progressive.Flags.Rules;")]
    [InlineData("DependencyInjection/A.cs", "namespace Microsoft.Extensions.DependencyInjection;")]
    public void A_right_namespace_passes(string path, string text) => Violations.AssertNone(SourceFileRules.Namespaces(SourceProject.Seed((path, text))));

    [Theory]
    [InlineData("#region Fields\n#endregion", "a region")]
    [InlineData("// TODO: later", "unfinished work")]
    [InlineData("/* FIXME */", "unfinished work")]
    [InlineData("// ------------------", "a banner")]
    public void A_comment_that_should_not_be_there_is_caught(string text, string expected) =>
        Violations.AssertCaught(SourceFileRules.Comments(SourceProject.Seed(("A.cs", $"namespace Progressive;\n{text}\ninternal static class A;"))), "A.cs(2): " + expected);

    [Fact]
    public void An_unwritten_member_is_caught() => Violations.AssertCaught(
        SourceFileRules.Unwritten(SourceProject.Seed(("A.cs", "internal static class A { static void B() => throw new NotImplementedException(); }"))), "throws NotImplementedException");

    [Theory]
    [InlineData("Thread." + "Sleep(10)", "sleeps")]
    [InlineData("Thread." + "Sleep(wait)", "sleeps")]
    [InlineData("await Task." + "Delay(100)", "sleeps")]
    [InlineData("await Task." + "Delay(TimeSpan.FromSeconds(1), cancellationToken)", "sleeps")]
    public void A_sleeping_test_is_caught(string statement, string expected) =>
        Violations.AssertCaught(TestRules.Check(SourceTree.Of(("tests/A.Tests/A.cs", $"class A {{ async Task B() {{ {statement}; }} }}"))), expected);

    [Theory]
    [InlineData("await Task." + "Delay(Timeout.Infinite, cancellationToken)")]
    [InlineData("await Task." + "Delay(TimeSpan.FromSeconds(1), time, cancellationToken)")]
    public void Waiting_for_the_fake_clock_or_for_ever_passes(string statement) =>
        Violations.AssertNone(TestRules.Check(SourceTree.Of(("tests/A.Tests/A.cs", $"class A {{ async Task B() {{ {statement}; }} }}"))));

    [Fact]
    public void A_skipped_test_is_caught() =>
        Violations.AssertCaught(TestRules.Check(SourceTree.Of(("tests/A.Tests/A.cs", "class A { [Fact(Skip = \"flaky\")] void B() { } }"))), "skips");
}
