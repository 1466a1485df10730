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

    public readonly Location ToLocation() => Location.Create(Path, Span, Lines);
}
