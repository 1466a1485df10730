using Microsoft.CodeAnalysis;

namespace Progressive.SourceGeneration;

/// <summary>Reads an interface into a model, and says what stands in the way.</summary>
internal static class ServiceReader
{
    public static ServiceRequest Read(ITypeSymbol type, Compilation compilation, SyntaxNode place, CancellationToken cancellationToken)
    {
        var diagnostics = new List<DiagnosticModel>();
        var location = LocationModel.Of(place);
        var members = new List<MemberModel>();

        void Report(DiagnosticDescriptor descriptor, ISymbol subject, string reason = "") =>
            diagnostics.Add(new DiagnosticModel(descriptor, location, TypeText.Plain(subject), reason));

        if (type.TypeKind == TypeKind.Error)
        {
            // The compiler says it better.
        }
        else if (IsOpen(type))
        {
            Report(ServiceDiagnostics.OpenType, type);
        }
        else if (type.TypeKind != TypeKind.Interface)
        {
            Report(ServiceDiagnostics.NotAnInterface, type);
        }
        else if (!IsAccessible(type, compilation))
        {
            Report(ServiceDiagnostics.NotImplementable, type, "is private, protected or local to its file; make it internal or public, so that the generated proxy can implement it");
        }
        else
        {
            var service = (INamedTypeSymbol)type;
            foreach (var declaring in service.AllInterfaces.Insert(0, service))
            {
                foreach (var member in declaring.GetMembers())
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (MemberReader.Read(member, compilation, Report) is { } model)
                    {
                        members.Add(model);
                    }
                }
            }

            if (diagnostics.Count == 0)
            {
                return new ServiceRequest(new ServiceModel(TypeText.Of(service), TypeText.Identifier(service), new([.. members])), default);
            }
        }

        return new ServiceRequest(null, new([.. diagnostics]));
    }

    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => named.IsUnboundGenericType || named.TypeArguments.Any(IsOpen) || (named.ContainingType is { } outer && IsOpen(outer)),
        _ => false,
    };

    private static bool IsAccessible(ITypeSymbol type, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => IsAccessible(array.ElementType, compilation),
        INamedTypeSymbol named => compilation.IsSymbolAccessibleWithin(named, compilation.Assembly)
            && !named.IsFileLocal
            && named.TypeArguments.All(argument => IsAccessible(argument, compilation)),
        _ => true,
    };
}
