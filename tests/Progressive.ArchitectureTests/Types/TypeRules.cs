using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Progressive.ArchitectureTests.Types;

internal static partial class TypeRules
{
    private const int MostPublicTypes = 130;

    private static readonly HashSet<string> EmptyWords = new(
        ["Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common", "Core", "Impl", "Info", "Infos", "Data", "Processor", "Processors"], StringComparer.Ordinal);

    /// <summary>Inheritance is a promise: what is public is sealed, static or made to be derived from. An exception may be a base if it is one.</summary>
    public static IEnumerable<string> Sealed(SourceTree tree)
    {
        var types = SourceProject.All(tree).SelectMany(Types).ToList();
        var bases = types.Select(static type => type.BaseType?.OriginalDefinition.ToDisplayString()).ToHashSet(StringComparer.Ordinal);
        return types
            .Where(static type => type is { TypeKind: TypeKind.Class, IsSealed: false, IsStatic: false, IsAbstract: false } && IsPublic(type))
            .Where(type => !IsException(type) || !bases.Contains(type.ToDisplayString()))
            .Select(static type => $"{Where(type)}: public class {type.ToDisplayString()} is neither sealed, static nor abstract.");
    }

    public static IEnumerable<string> Names(SourceTree tree) =>
        from project in SourceProject.All(tree)
        from type in Types(project)
        from Match word in Word().Matches(type.Name)
        where EmptyWords.Contains(word.Value)
        select $"{Where(type)}: the name {type.Name} says '{word.Value}', which says nothing.";

    public static IEnumerable<string> FewPublicTypes(SourceTree tree)
    {
        var count = SourceProject.Find(tree, "Progressive") is { } project ? Types(project).Count(IsPublic) : 0;
        return count > MostPublicTypes ? [$"src/Progressive: {count} public types, more than {MostPublicTypes}."] : [];
    }

    private static IEnumerable<INamedTypeSymbol> Types(SourceProject project) => Nested(project.Compilation.Assembly.GlobalNamespace);

    private static IEnumerable<INamedTypeSymbol> Nested(INamespaceOrTypeSymbol container) => container.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(static member => Nested(member).Concat(member is INamedTypeSymbol { IsImplicitlyDeclared: false } type ? [type] : []));

    private static bool IsPublic(INamedTypeSymbol type) =>
        type.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal && (type.ContainingType is null || IsPublic(type.ContainingType));

    private static bool IsException(INamedTypeSymbol type) => type.BaseType is { } parent && (parent.ToDisplayString() == "System.Exception" || IsException(parent));

    private static string Where(INamedTypeSymbol type)
    {
        var span = type.Locations[0].GetLineSpan();
        return $"{span.Path}({span.StartLinePosition.Line + 1})";
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Word();
}
