using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Progressive.ArchitectureTests.Files;

/// <summary>What every C# file in the tree keeps to, in <c>src</c> and outside it.</summary>
internal static partial class SourceFileRules
{
    private const int MostLines = 400;

    public static IEnumerable<string> Length(SourceTree tree) =>
        from path in tree.Under("", ".cs")
        let lines = tree.Read(path).AsSpan().TrimEnd().Count('\n') + 1
        where lines > MostLines
        select $"{path}: {lines} lines, more than {MostLines}.";

    public static IEnumerable<string> Namespaces(SourceTree tree)
    {
        foreach (var path in tree.Under("", ".cs"))
        {
            var root = Parse(tree, path);
            foreach (var block in root.DescendantNodes().OfType<NamespaceDeclarationSyntax>())
            {
                yield return $"{path}: namespace {block.Name} is not file-scoped.";
            }

            foreach (var scoped in root.DescendantNodes().OfType<FileScopedNamespaceDeclarationSyntax>())
            {
                if (Expected(tree, path) is { } expected && scoped.Name.ToString() != expected && !ExtendsThePlatform(path, scoped.Name.ToString()))
                {
                    yield return $"{path}: namespace {scoped.Name}, but the folder says {expected}.";
                }
            }
        }
    }

    public static IEnumerable<string> Comments(SourceTree tree) =>
        from path in tree.Under("", ".cs")
        from trivia in Parse(tree, path).DescendantTrivia(descendIntoTrivia: true)
        let text = trivia.ToString()
        let fault = trivia.IsKind(SyntaxKind.RegionDirectiveTrivia) ? "a region"
            : !trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && !trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && !trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia) ? null
            : Unfinished().IsMatch(text) ? "unfinished work" : Banner().IsMatch(text) ? "a banner" : null
        where fault is not null
        select $"{path}({trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {fault}: {text.Trim()}";

    public static IEnumerable<string> Unwritten(SourceTree tree) =>
        from path in tree.Under("", ".cs")
        from name in Parse(tree, path).DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.ValueText == nameof(NotImplementedException) && name.Parent is ObjectCreationExpressionSyntax
        select $"{path}({name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): throws NotImplementedException.";

    private static SyntaxNode Parse(SourceTree tree, string path) => CSharpSyntaxTree.ParseText(tree.Read(path), path: path).GetRoot();

    /// <summary>The nearest project's name, then the folders below it.</summary>
    private static string? Expected(SourceTree tree, string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var folder = path[..slash];
            if (tree.Paths.FirstOrDefault(file => file.EndsWith(".csproj", StringComparison.Ordinal) && file.LastIndexOf('/') == slash && file.StartsWith(folder, StringComparison.Ordinal)) is { } project)
            {
                var below = path[slash..path.LastIndexOf('/')].Replace('/', '.');
                return Path.GetFileNameWithoutExtension(project) + below;
            }
        }

        return null;
    }

    /// <summary>Extension methods stand where the platform's users look for them.</summary>
    private static bool ExtendsThePlatform(string path, string name) =>
        (path.Contains("/DependencyInjection/", StringComparison.Ordinal) || path.Contains("/Builder/", StringComparison.Ordinal))
        && (name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"[-=*#/~_]{6,}")]
    private static partial Regex Banner();
}
