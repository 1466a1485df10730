using Xunit;

namespace Progressive.ArchitectureTests.Types;

public sealed class TypeTests
{
    [Fact]
    public void Public_classes_are_sealed_static_or_abstract() => Violations.AssertNone(TypeRules.Sealed(SourceTree.Repository));

    [Fact]
    public void Names_say_something() => Violations.AssertNone(TypeRules.Names(SourceTree.Repository));

    [Fact]
    public void The_public_surface_stays_small() => Violations.AssertNone(TypeRules.FewPublicTypes(SourceTree.Repository));

    [Theory]
    [InlineData("public class Open;")]
    [InlineData("public record Open;")]
    [InlineData("public static class Outer { public class Open; }")]
    [InlineData("public class Open : System.Exception;")]
    public void An_open_class_is_caught(string text) => Violations.AssertCaught(TypeRules.Sealed(SourceProject.Seed(("A.cs", "namespace Progressive; " + text))), "Open is neither sealed");

    [Theory]
    [InlineData("public sealed class A;")]
    [InlineData("public abstract class A;")]
    [InlineData("public static class A;")]
    [InlineData("internal class A { public class B; }")]
    [InlineData("public class A : System.Exception; public sealed class B : A;")]
    [InlineData("public abstract class A : System.Exception;")]
    public void A_closed_class_passes(string text) => Violations.AssertNone(TypeRules.Sealed(SourceProject.Seed(("A.cs", "namespace Progressive; " + text))));

    [Theory]
    [InlineData("FlagManager")]
    [InlineData("StateHelpers")]
    [InlineData("Utilities")]
    [InlineData("EvaluatorCore")]
    [InlineData("FlagInfo")]
    [InlineData("AIData")]
    [InlineData("IOutcomeProcessor")]
    public void An_empty_name_is_caught(string name) =>
        Violations.AssertCaught(TypeRules.Names(SourceProject.Seed(("A.cs", $"namespace Progressive; internal sealed class {name};"))), $"the name {name} says");

    [Theory]
    [InlineData("Metadata")]
    [InlineData("ImplicitKey")]
    [InlineData("Score")]
    public void A_word_that_only_contains_one_passes(string name) =>
        Violations.AssertNone(TypeRules.Names(SourceProject.Seed(("A.cs", $"namespace Progressive; internal sealed class {name} {{ private void EvaluateCore() {{ }} }}"))));

    [Fact]
    public void Too_many_public_types_are_caught() => Violations.AssertCaught(
        TypeRules.FewPublicTypes(SourceProject.Seed(("A.cs", "namespace Progressive; " + string.Concat(Enumerable.Range(0, 131).Select(static n => $"public static class A{n};"))))),
        "131 public types");
}
