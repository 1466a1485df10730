using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Progressive.ArchitectureTests.Layers;

/// <summary>
/// Every name in every file, in signatures and bodies alike, is resolved to the file that declares it; that file's folder must be one the
/// using file's folder may use. Names in documentation comments do not count, <c>using</c> directives do.
/// </summary>
internal static class LayerRule
{
    public static IEnumerable<string> Check(SourceTree tree)
    {
        if (SourceProject.Find(tree, "Progressive") is not { } project)
        {
            yield break;
        }

        var compilation = project.Compilation;
        foreach (var syntax in compilation.SyntaxTrees.Where(static syntax => syntax.FilePath.Length > 0))
        {
            var layer = LayerOf(project, syntax.FilePath);
            if (LayerTable.MayUse(layer) is not { } allowed)
            {
                yield return $"{syntax.FilePath}: folder '{layer}' is not in the layer table.";
                continue;
            }

            foreach (var (used, name, line) in Uses(project, compilation.GetSemanticModel(syntax)).Where(use => !allowed.Contains(use.Layer)).DistinctBy(static use => use.Name))
            {
                yield return $"{syntax.FilePath}({line}): {layer} may not use {used}: {name}";
            }
        }
    }

    private static IEnumerable<(string Layer, string Name, int Line)> Uses(SourceProject project, SemanticModel model)
    {
        foreach (var node in model.SyntaxTree.GetRoot().DescendantNodes())
        {
            var line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            if (node is UsingDirectiveSyntax { NamespaceOrType: { } imported })
            {
                var parts = imported.ToString().Split('.');
                if (parts[0] == "Progressive" && LayerTable.Layers.Contains(parts.Length > 1 ? parts[1] : LayerTable.Root, StringComparer.Ordinal))
                {
                    yield return (parts.Length > 1 ? parts[1] : LayerTable.Root, $"using {imported}", line);
                }
            }
            else if (node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax or ConstructorInitializerSyntax)
            {
                var found = model.GetSymbolInfo(node);
                foreach (var type in Named(found.Symbol ?? found.CandidateSymbols.FirstOrDefault()))
                {
                    foreach (var declaration in type.DeclaringSyntaxReferences)
                    {
                        yield return (LayerOf(project, declaration.SyntaxTree.FilePath), type.ToDisplayString(), line);
                    }
                }
            }
        }
    }

    /// <summary>The type a symbol is or belongs to, and through <c>var</c> and generic arguments the types inside it.</summary>
    private static IEnumerable<INamedTypeSymbol> Named(ISymbol? symbol) => symbol switch
    {
        IAliasSymbol alias => Named(alias.Target),
        INamedTypeSymbol type => type.TypeArguments.SelectMany(Named).Prepend(type),
        IArrayTypeSymbol array => Named(array.ElementType),
        IPointerTypeSymbol pointer => Named(pointer.PointedAtType),
        IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol when symbol.ContainingType is { } type => [type],
        _ => [],
    };

    private static string LayerOf(SourceProject project, string path)
    {
        var relative = project.RelativePath(path);
        var slash = relative.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? LayerTable.Root : relative[..slash];
    }
}
