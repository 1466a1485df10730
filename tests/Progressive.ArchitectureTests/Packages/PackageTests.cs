using Xunit;

namespace Progressive.ArchitectureTests.Packages;

public sealed class PackageTests
{
    [Fact]
    public void Projects_depend_only_in_the_directions_of_the_table() => Violations.AssertNone(PackageRule.Check(SourceTree.Repository));

    [Fact]
    public void Every_name_in_the_sources_resolves() => Violations.AssertNone(CompilationRule.Check(SourceTree.Repository));

    [Theory]
    [InlineData("Progressive", "<ItemGroup><ProjectReference Include=\"..\\Progressive.AspNetCore\\Progressive.AspNetCore.csproj\" /></ItemGroup>", "may not reference Progressive.AspNetCore")]
    [InlineData("Progressive.Testing", "<ItemGroup><ProjectReference Include=\"../Progressive.AspNetCore/Progressive.AspNetCore.csproj\" /></ItemGroup>", "may not reference Progressive.AspNetCore")]
    [InlineData("Progressive", "<ItemGroup><PackageReference Include=\"Newtonsoft.Json\" /></ItemGroup>", "may not depend on Newtonsoft.Json")]
    [InlineData("Progressive", "<ItemGroup><FrameworkReference Include=\"Microsoft.AspNetCore.App\" /></ItemGroup>", "may not depend on Microsoft.AspNetCore.App")]
    [InlineData("Progressive", "<PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup>", "targets 'net9.0', not net10.0")]
    [InlineData("Progressive", "<PropertyGroup><TargetFrameworks>net10.0;net9.0</TargetFrameworks></PropertyGroup>", "targets 'net10.0;net9.0', not net10.0")]
    [InlineData("Progressive.SourceGeneration", "", "targets '', not netstandard2.0")]
    [InlineData("Progressive", "<ItemGroup><InternalsVisibleTo Include=\"Progressive.AspNetCore\" /></ItemGroup>", "visible to 'Progressive.AspNetCore'")]
    [InlineData("Progressive.Abstractions", "", "'Progressive.Abstractions' is not in the package table")]
    public void A_wrong_project_is_caught(string project, string content, string expected) => Violations.AssertCaught(
        PackageRule.Check(SourceTree.Of(($"src/{project}/{project}.csproj", $"<Project>{content}</Project>"))), expected);

    [Fact]
    public void Internals_shown_from_source_are_caught() => Violations.AssertCaught(
        PackageRule.Check(SourceProject.Seed(("Friends.cs", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Progressive.AspNetCore\")]"))),
        "visible to 'Progressive.AspNetCore'");

    [Fact]
    public void An_unresolved_type_is_caught() => Violations.AssertCaught(
        CompilationRule.Check(SourceProject.Seed(("A.cs", "namespace Progressive; public sealed class A : Missing;"))), "CS0246");
}
