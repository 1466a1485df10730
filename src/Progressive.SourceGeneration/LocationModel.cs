using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Progressive.SourceGeneration;

/// <summary>A place in a file, without its tree.</summary>
internal record struct LocationModel(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationModel Of(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return new LocationModel(span.Path, node.Span, span.Span);
    }

    /// <summary>The place in the tree that the compilation has now: only there do #pragma directives count.</summary>
    public readonly Location ToLocation(Compilation compilation)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath == Path && Span.End <= tree.Length)
            {
                return Location.Create(tree, Span);
            }
        }

        return Location.Create(Path, Span, Lines);
    }
}
