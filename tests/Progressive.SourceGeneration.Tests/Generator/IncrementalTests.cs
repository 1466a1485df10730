using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Progressive.SourceGeneration.Tests.Generator;

public sealed class IncrementalTests
{
    private const string Interface = "public interface IThing { System.Threading.Tasks.Task<int> GetAsync(int a); }";

    [Theory]
    [InlineData("Unrelated", "internal sealed class Unrelated { int _more; }")]
    [InlineData("SameFile", "")]
    public void An_edit_elsewhere_generates_nothing_again(string where, string edited)
    {
        var program = Compiled.Program("IThing");
        var before = Compiled.Compilation(program, Interface, "internal sealed class Unrelated;");
        var first = Compiled.From(before);
        var tree = before.SyntaxTrees.ElementAt(where == "SameFile" ? 0 : 2);
        var text = where == "SameFile" ? "// a line above moves the call\n" + program : edited;
        var second = Compiled.From(before.ReplaceSyntaxTree(tree, Parse(text, tree.FilePath)), first.Driver);
        var result = second.Driver.GetRunResult().Results.Single();
        var reasons = result.TrackedSteps[VariantProxyGenerator.Services].SelectMany(static step => step.Outputs).Select(static output => output.Reason);
        Assert.All(reasons, static reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
        var outputs = result.TrackedOutputSteps.SelectMany(static steps => steps.Value).SelectMany(static step => step.Outputs).Select(static output => output.Reason);
        Assert.All(outputs, static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_change_of_the_interface_generates_again()
    {
        var before = Compiled.Compilation(Compiled.Program("IThing"), Interface);
        var first = Compiled.From(before);
        var tree = before.SyntaxTrees.ElementAt(1);
        var second = Compiled.From(before.ReplaceSyntaxTree(tree, Parse(Interface.Replace("int a", "long a", StringComparison.Ordinal), tree.FilePath)), first.Driver);
        Assert.NotEqual(first.Sources, second.Sources);
        Assert.Empty(second.CompilerDiagnostics);
    }

    [Fact]
    public void Models_hold_on_to_no_symbol_tree_or_compilation()
    {
        var compiled = Compiled.From(Compiled.Program("IThing", Interface), Compiled.Program("Nothing", "class Nothing;").Replace("Program", "Other", StringComparison.Ordinal));
        var values = compiled.Driver.GetRunResult().Results.Single().TrackedSteps[VariantProxyGenerator.Services]
            .SelectMany(static step => step.Outputs)
            .Select(static output => output.Value);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var value in values)
        {
            Walk(value, seen);
        }

        Assert.True(seen.Count > 3, "the walk saw nothing");
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, path: path, cancellationToken: TestContext.Current.CancellationToken);

    private static void Walk(object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel, value.GetType().ToString());
        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            Walk(field.GetValue(value), seen);
        }

        foreach (var item in value as IEnumerable ?? Array.Empty<object>())
        {
            Walk(item, seen);
        }
    }
}
