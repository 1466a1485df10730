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

    private static bool IsPossible(ITypeSymbol type) => type switch
    {
        // Constraints may name the parameter itself: they are looked at, not into.
        ITypeParameterSymbol parameter => !parameter.AllowsRefLikeType && !parameter.ConstraintTypes.OfType<INamedTypeSymbol>().Any(IsUsedUpOrDerived),
        IArrayTypeSymbol array => IsPossible(array.ElementType),

        // A list of streams is as used up as its streams; a delegate's arguments are not there yet.
        INamedTypeSymbol named => !named.IsRefLikeType
            && !IsUsedUpOrDerived(named)
            && (named.TypeKind == TypeKind.Delegate || named.TypeArguments.All(IsPossible)),
        _ => true,
    };

    private static bool IsUsedUpOrDerived(INamedTypeSymbol type)
    {
        for (var parent = type; parent is not null; parent = parent.BaseType)
        {
            if (IsUsedUp(parent))
            {
                return true;
            }
        }

        return type.AllInterfaces.Any(IsUsedUp);
    }

    private static bool IsUsedUp(INamedTypeSymbol type) => s_usedUp.Contains(type.OriginalDefinition.ToDisplayString());
}
