using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Progressive.ArchitectureTests.Files;

/// <summary>A test that sleeps is slow or wrong on another machine, and a test that is skipped says nothing.</summary>
internal static partial class TestRules
{
    public static IEnumerable<string> Check(SourceTree tree)
    {
        foreach (var path in tree.Under("tests", ".cs"))
        {
            var root = CSharpSyntaxTree.ParseText(tree.Read(path), path: path).GetRoot();
            foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                var arguments = call.ArgumentList.Arguments;
                if (call.Expression.ToString() is { } name && (name.EndsWith("Thread." + "Sleep", StringComparison.Ordinal)
                    || (name.EndsWith("Task." + "Delay", StringComparison.Ordinal) && IsFixedTime(arguments[0].ToString()) && !arguments.Skip(1).Any(static other => Clock().IsMatch(other.ToString())))))
                {
                    yield return $"{path}({Line(call)}): sleeps: {call}";
                }
            }

            foreach (var argument in root.DescendantNodes().OfType<AttributeArgumentSyntax>().Where(static argument => argument.NameEquals?.Name.ToString() is "Skip" or "SkipWhen" or "SkipUnless"))
            {
                yield return $"{path}({Line(argument)}): skips: {argument}";
            }
        }
    }

    private static bool IsFixedTime(string argument) => Fixed().IsMatch(argument);

    private static int Line(CSharpSyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    [GeneratedRegex(@"^(\d|TimeSpan\.From|new TimeSpan|new\()")]
    private static partial Regex Fixed();

    [GeneratedRegex("time|clock", RegexOptions.IgnoreCase)]
    private static partial Regex Clock();
}
