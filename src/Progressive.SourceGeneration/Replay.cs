using Microsoft.CodeAnalysis;

namespace Progressive.SourceGeneration;

/// <summary>Whether stable can be given the same arguments after the candidate has used them.</summary>
internal static class Replay
{
    /// <summary>What is used up by reading or sending it.</summary>
    private static readonly HashSet<string> s_usedUp = new(StringComparer.Ordinal)
    {
        "System.IO.Stream",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.IO.Pipelines.PipeReader",
        "System.IO.Pipelines.PipeWriter",
        "System.IO.Pipelines.IDuplexPipe",
        "System.Collections.IEnumerator",
        "System.Collections.Generic.IAsyncEnumerable<T>",
        "System.Collections.Generic.IAsyncEnumerable<out T>",
        "System.Collections.Generic.IAsyncEnumerator<T>",
        "System.Collections.Generic.IAsyncEnumerator<out T>",
        "System.Threading.Channels.ChannelReader<T>",
        "System.Threading.Channels.ChannelWriter<T>",
        "System.Net.Http.HttpRequestMessage",
        "System.Net.Http.HttpContent",
        "System.Data.IDataReader",
    };

    public static bool IsPossible(IParameterSymbol parameter) =>
        parameter.RefKind is RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter && IsPossible(parameter.Type);

    private static bool IsPossible(ITypeSymbol type)
    {
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                return !parameter.AllowsRefLikeType && parameter.ConstraintTypes.All(IsPossible);
            case IArrayTypeSymbol array:
                return IsPossible(array.ElementType);
            case INamedTypeSymbol named:
                if (named.IsRefLikeType || IsUsedUp(named) || named.AllInterfaces.Any(IsUsedUp))
                {
                    return false;
                }

                for (var parent = named.BaseType; parent is not null; parent = parent.BaseType)
                {
                    if (IsUsedUp(parent))
                    {
                        return false;
                    }
                }

                // A list of streams is as used up as its streams; a delegate's arguments are not there yet.
                return named.TypeKind == TypeKind.Delegate || named.TypeArguments.All(IsPossible);
            default:
                return true;
        }
    }

    private static bool IsUsedUp(INamedTypeSymbol type) => s_usedUp.Contains(type.OriginalDefinition.ToDisplayString());
}
