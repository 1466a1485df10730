using Microsoft.CodeAnalysis;

namespace Progressive.SourceGeneration;

/// <summary>Reads one member of an interface.</summary>
internal static class MemberReader
{
    public static MemberModel? Read(ISymbol member, Compilation compilation, Action<DiagnosticDescriptor, ISymbol, string> report)
    {
        if (member.IsStatic)
        {
            if (member.IsAbstract && member is IPropertySymbol or IEventSymbol or IMethodSymbol { AssociatedSymbol: null })
            {
                report(ServiceDiagnostics.StaticAbstractMember, member, "");
            }

            return null;
        }

        // What is not virtual runs on the proxy and comes back through its members; accessors come with their property.
        if (!(member.IsAbstract || member.IsVirtual) || member is IMethodSymbol { AssociatedSymbol: not null } or INamedTypeSymbol)
        {
            return null;
        }

        if (!compilation.IsSymbolAccessibleWithin(member, compilation.Assembly))
        {
            if (member.IsAbstract && !IsExplicit(member))
            {
                report(ServiceDiagnostics.NotImplementable, member, "cannot be called from here, so that the generated proxy could not pass it on; make it public");
            }

            return null;
        }

        return IsExplicit(member) ? null : member switch
        {
            IEventSymbol => Reported(ServiceDiagnostics.EventMember),
            IPropertySymbol { SetMethod: not null } => Reported(ServiceDiagnostics.SettableProperty),
            IPropertySymbol { RefKind: not RefKind.None } or IMethodSymbol { RefKind: not RefKind.None } => Reported(ServiceDiagnostics.ReferenceReturn),
            IPropertySymbol property => ReadProperty(property),
            IMethodSymbol method when HasPointer(method) => Reported(ServiceDiagnostics.NotImplementable, "has a pointer in its signature; use a span or a reference"),
            IMethodSymbol { IsVararg: true } => Reported(ServiceDiagnostics.NotImplementable, "has a variable argument list; use params"),
            IMethodSymbol method => ReadMethod(method),
            _ => null,
        };

        MemberModel? Reported(DiagnosticDescriptor descriptor, string reason = "")
        {
            report(descriptor, member, reason);
            return null;
        }
    }

    /// <summary>An interface that implements or re-declares a member of its base: the base's own member is routed.</summary>
    private static bool IsExplicit(ISymbol member) => member switch
    {
        IMethodSymbol method => method.ExplicitInterfaceImplementations.Length > 0,
        IPropertySymbol property => property.ExplicitInterfaceImplementations.Length > 0,
        IEventSymbol declared => declared.ExplicitInterfaceImplementations.Length > 0,
        _ => false,
    };

    private static bool HasPointer(IMethodSymbol method) =>
        IsPointer(method.ReturnType) || method.Parameters.Any(static parameter => IsPointer(parameter.Type));

    private static bool IsPointer(ITypeSymbol type) =>
        type is IPointerTypeSymbol or IFunctionPointerTypeSymbol || (type is IArrayTypeSymbol array && IsPointer(array.ElementType));

    private static MemberModel ReadProperty(IPropertySymbol property) => new(
        property.IsIndexer ? MemberKind.Indexer : MemberKind.Property,
        TypeText.Of(property.ContainingType),
        property.IsIndexer ? "this" : TypeText.Escaped(property.Name),
        TypeText.Of(property.Type),
        TypeParameters: "",
        Constraints: "",
        ParameterReader.Read(property.Parameters),
        Token: null,
        IsReplayable: true,
        IsObsolete(property));

    private static MemberModel ReadMethod(IMethodSymbol method)
    {
        var kind = KindOf(method);
        return new MemberModel(
            kind,
            TypeText.Of(method.ContainingType),
            TypeText.Escaped(method.Name),
            TypeText.Of(method.ReturnType),
            method.IsGenericMethod ? $"<{string.Join(", ", method.TypeParameters.Select(static p => TypeText.Escaped(p.Name)))}>" : "",
            string.Concat(method.TypeParameters.Select(Constraint)),
            ParameterReader.Read(method.Parameters),
            method.Parameters.LastOrDefault(static p => p.RefKind is RefKind.None or RefKind.In && IsNamed(p.Type, "System.Threading.CancellationToken")) is { } token
                ? TypeText.Escaped(token.Name)
                : null,
            method.Parameters.All(Replay.IsPossible),
            IsObsolete(method));
    }

    private static MemberKind KindOf(IMethodSymbol method)
    {
        if (method is { Name: "Dispose", Parameters.Length: 0 } && IsNamed(method.ContainingType, "System.IDisposable"))
        {
            return MemberKind.Disposal;
        }

        if (method is { Name: "DisposeAsync", Parameters.Length: 0 } && IsNamed(method.ContainingType, "System.IAsyncDisposable"))
        {
            return MemberKind.Disposal;
        }

        return method.ReturnType.OriginalDefinition.ToDisplayString() switch
        {
            "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>"
                or "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask<TResult>" => MemberKind.AsyncMethod,
            "System.Collections.Generic.IAsyncEnumerable<T>" or "System.Collections.Generic.IAsyncEnumerator<T>"
                or "System.Collections.Generic.IAsyncEnumerable<out T>" or "System.Collections.Generic.IAsyncEnumerator<out T>" => MemberKind.Stream,
            _ => MemberKind.Method,
        };
    }

    /// <summary>Constraints are inherited; but <c>T?</c> would mean a nullable value without one of these words.</summary>
    private static string Constraint(ITypeParameterSymbol parameter) =>
        $" where {TypeText.Escaped(parameter.Name)} : {(parameter.IsValueType ? "struct" : parameter.IsReferenceType ? "class" : "default")}";

    private static bool IsObsolete(ISymbol member) =>
        member.GetAttributes().Any(static attribute => attribute.AttributeClass is { } type && IsNamed(type, "System.ObsoleteAttribute"));

    private static bool IsNamed(ITypeSymbol type, string name) => type.ToDisplayString() == name;
}
