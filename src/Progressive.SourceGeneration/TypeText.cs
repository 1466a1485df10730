using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Progressive.SourceGeneration;

/// <summary>Types and names as generated code writes them: whole, so that it needs no using directive and means the same everywhere.</summary>
internal static class TypeText
{
    private static readonly SymbolDisplayFormat s_whole = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Of(ITypeSymbol type) => type.ToDisplayString(s_whole);

    /// <summary>As people write it, for messages.</summary>
    public static string Plain(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);

    public static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A name for the proxy of a type: readable, and by its hash different for types that differ only in punctuation.</summary>
    public static string Identifier(ITypeSymbol type)
    {
        var text = type.ToDisplayString(s_whole).Replace("global::", "");
        var name = new StringBuilder();
        foreach (var character in text)
        {
            name.Append(char.IsLetterOrDigit(character) ? character : '_');
        }

        // FNV-1a: the compiler's process must not have a say in a name.
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }

        return name.Append('_').Append(hash.ToString("x8", CultureInfo.InvariantCulture)).ToString();
    }
}
