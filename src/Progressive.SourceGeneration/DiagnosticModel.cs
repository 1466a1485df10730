using Microsoft.CodeAnalysis;

namespace Progressive.SourceGeneration;

/// <summary>A diagnostic without a symbol or a tree.</summary>
internal record struct DiagnosticModel(DiagnosticDescriptor Descriptor, LocationModel Location, string Subject, string Reason)
{
    public readonly Diagnostic ToDiagnostic(Compilation compilation) => Diagnostic.Create(Descriptor, Location.ToLocation(compilation), Subject, Reason);
}
