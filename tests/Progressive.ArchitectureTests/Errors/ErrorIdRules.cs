using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Progressive.ArchitectureTests.Errors;

/// <summary>An id in a message is a promise that there is a section to read; a section is a promise that the message can appear.</summary>
internal static partial class ErrorIdRules
{
    private const string Page = "docs/reference/errors.md";

    public static IEnumerable<string> Documented(SourceTree tree)
    {
        var ids = Constants(tree).Select(static constant => (string)constant.ConstantValue!).ToHashSet(StringComparer.Ordinal);
        var headings = tree.Exists(Page) ? Heading().Matches(tree.Read(Page)).Select(static heading => heading.Groups["id"].Value).ToList() : [];
        return ids.Except(headings, StringComparer.Ordinal).Select(static id => $"{Page}: no section for {id}.")
            .Concat(headings.Except(ids, StringComparer.Ordinal).Select(static id => $"{Page}: {id} is no error of this code."))
            .Concat(headings.GroupBy(static id => id, StringComparer.Ordinal).Where(static group => group.Count() > 1).Select(static group => $"{Page}: {group.Key} has {group.Count()} sections."));
    }

    /// <summary>Who looks an id up goes by its number, and by the table at the top.</summary>
    public static IEnumerable<string> Ordered(SourceTree tree)
    {
        var text = tree.Exists(Page) ? tree.Read(Page) : "";
        string[] headings = [.. Heading().Matches(text).Select(static heading => heading.Groups["id"].Value)];
        var ranges = Range().Matches(text).Select(static range => (From: range.Groups["from"].Value, To: range.Groups["to"].Value)).ToList();
        return headings.Zip(headings.Skip(1)).Where(static pair => string.CompareOrdinal(pair.First, pair.Second) > 0).Select(static pair => $"{Page}: {pair.Second} stands behind {pair.First}.")
            .Concat(headings.Where(id => !ranges.Any(range => string.CompareOrdinal(range.From, id) <= 0 && string.CompareOrdinal(id, range.To) <= 0)).Select(static id => $"{Page}: no range of the table has {id}."));
    }

    public static IEnumerable<string> Unique(SourceTree tree) => Constants(tree)
        .GroupBy(static constant => (string)constant.ConstantValue!, StringComparer.Ordinal)
        .Where(static group => group.Count() > 1)
        .Select(static group => $"{group.Key} is {string.Join(" and ", group.Select(static constant => constant.ToDisplayString()))}.");

    public static IEnumerable<string> Used(SourceTree tree)
    {
        var constants = Constants(tree).ToList();
        var names = constants.Select(static constant => constant.Name).ToHashSet(StringComparer.Ordinal);
        var used = SourceProject.All(tree).SelectMany(project => Uses(project.Compilation, names)).ToHashSet(StringComparer.Ordinal);
        return constants.Select(static constant => constant.ToDisplayString()).Where(name => !used.Contains(name)).Select(static name => $"{name} is used nowhere.");
    }

    /// <summary>An id written out where it is thrown escapes every other rule here.</summary>
    public static IEnumerable<string> OnlyConstants(SourceTree tree) =>
        from project in SourceProject.All(tree)
        from syntax in project.Compilation.SyntaxTrees
        where syntax.FilePath.Length > 0 && !IsErrorCodes(syntax.FilePath)
        from token in syntax.GetRoot().DescendantTokens()
        where token.RawKind is (int)SyntaxKind.StringLiteralToken or (int)SyntaxKind.SingleLineRawStringLiteralToken or (int)SyntaxKind.InterpolatedStringTextToken && Id().IsMatch(token.ValueText)
        select $"{syntax.FilePath}({token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {Id().Match(token.ValueText).Value} is written out; name the constant of ErrorCodes.";

    private static IEnumerable<IFieldSymbol> Constants(SourceTree tree) =>
        from project in SourceProject.All(tree)
        from syntax in project.Compilation.SyntaxTrees
        where IsErrorCodes(syntax.FilePath)
        let model = project.Compilation.GetSemanticModel(syntax)
        from variable in syntax.GetRoot().DescendantNodes().OfType<VariableDeclaratorSyntax>()
        let field = model.GetDeclaredSymbol(variable) as IFieldSymbol
        where field is { HasConstantValue: true, ConstantValue: string value } && Id().IsMatch(value)
        select field;

    private static IEnumerable<string> Uses(CSharpCompilation compilation, HashSet<string> names) =>
        from syntax in compilation.SyntaxTrees
        where !IsErrorCodes(syntax.FilePath)
        let model = compilation.GetSemanticModel(syntax)
        from name in syntax.GetRoot().DescendantNodes().OfType<IdentifierNameSyntax>()
        where names.Contains(name.Identifier.ValueText)
        let field = model.GetSymbolInfo(name).Symbol as IFieldSymbol
        where field is { HasConstantValue: true, ConstantValue: string }
        select field.ToDisplayString();

    private static bool IsErrorCodes(string path) => Path.GetFileName(path).StartsWith("ErrorCodes", StringComparison.Ordinal);

    [GeneratedRegex(@"^## (?<id>PRG\d{4})\b", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| (?<from>PRG\d{4}) to (?<to>PRG\d{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Range();

    [GeneratedRegex(@"^PRG\d{4}")]
    private static partial Regex Id();
}
