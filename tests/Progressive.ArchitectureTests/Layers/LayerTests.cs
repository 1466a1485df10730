using Xunit;

namespace Progressive.ArchitectureTests.Layers;

public sealed class LayerTests
{
    private const string Plan = "namespace Progressive.Rollouts; public sealed class Plan { public static int Count; public static Plan Of() => new(); }";

    [Fact]
    public void Folders_use_only_what_the_table_allows() => Violations.AssertNone(LayerRule.Check(SourceTree.Repository));

    [Fact]
    public void The_architecture_page_shows_the_same_table() => Violations.AssertNone(LayerDocumentRule.Check(SourceTree.Repository));

    [Theory]
    [InlineData("namespace Progressive.Flags; public sealed class A { private Progressive.Rollouts.Plan? _plan; }")]
    [InlineData("namespace Progressive.Flags; public sealed class A { public int B() => Progressive.Rollouts.Plan.Count; }")]
    [InlineData("namespace Progressive.Flags; public sealed class A { public object B() { var plan = Rollouts.Plan.Of(); return plan; } }")]
    [InlineData("namespace Progressive.Flags; public sealed class A : System.Collections.Generic.List<Rollouts.Plan>;")]
    [InlineData("using P = Progressive.Rollouts.Plan; namespace Progressive.Flags; public sealed class A { public P? B; }")]
    [InlineData("using Progressive.Rollouts; namespace Progressive.Flags; public sealed class A;")]
    public void Flags_using_rollouts_is_caught(string text) =>
        Violations.AssertCaught(LayerRule.Check(SourceProject.Seed(("Rollouts/Plan.cs", Plan), ("Flags/A.cs", text))), "Flags/A.cs(1): Flags may not use Rollouts");

    [Fact]
    public void A_layer_reached_through_another_layers_member_is_caught() => Violations.AssertCaught(
        LayerRule.Check(SourceProject.Seed(
            ("Statistics/Sketch.cs", "namespace Progressive.Statistics; public sealed class Sketch { public int Count() => 0; }"),
            ("Metrics/Window.cs", "namespace Progressive.Metrics; public sealed class Window { public Progressive.Statistics.Sketch Sketch = new(); }"),
            ("Variants/Proxy.cs", "namespace Progressive.Variants; public sealed class Proxy { public int A(Progressive.Metrics.Window window) => window.Sketch.Count(); }"))),
        "Variants may not use Statistics");

    [Fact]
    public void The_root_using_a_folder_is_caught() => Violations.AssertCaught(
        LayerRule.Check(SourceProject.Seed(("Rollouts/Plan.cs", Plan), ("A.cs", "namespace Progressive; public sealed class A { public Rollouts.Plan? B; }"))),
        "A.cs(1): (root) may not use Rollouts");

    [Fact]
    public void An_unknown_folder_is_caught() => Violations.AssertCaught(
        LayerRule.Check(SourceProject.Seed(("Services/A.cs", "namespace Progressive.Services; public sealed class A;"))), "folder 'Services' is not in the layer table");

    [Fact]
    public void What_the_table_allows_passes() => Violations.AssertNone(LayerRule.Check(SourceProject.Seed(
        ("EvaluationContext.cs", "namespace Progressive; public sealed class EvaluationContext;"),
        ("Assignment/Share.cs", "namespace Progressive.Assignment; public sealed class Share { public EvaluationContext? Context; }"),
        ("Flags/A.cs", "using Progressive.Assignment; namespace Progressive.Flags; public sealed class A { public Share B = new(); }"),
        ("Definitions/D.cs", "using Progressive.Flags; namespace Progressive.Definitions; public sealed class D { public A B = new(); }"))));

    [Fact]
    public void A_page_that_disagrees_is_caught() => Violations.AssertCaught(
        LayerDocumentRule.Check(SourceTree.Of(("docs/architecture.md", "| folder | holds | may use |\n|---|---|---|\n| `Flags` | rules | Assignment, Rollouts |\n"))),
        "'Flags' says 'Assignment, Rollouts'");
}
