using Microsoft.CodeAnalysis;

namespace Progressive.SourceGeneration;

/// <summary>Why no proxy can be generated, and what to do instead.</summary>
internal static class ServiceDiagnostics
{
    public static readonly DiagnosticDescriptor NotAnInterface = Error(
        ErrorCodes.NotAnInterface,
        "Only interfaces have variants",
        "'{0}' is not an interface; extract one, register the class as its implementation, and add variants of the interface");

    public static readonly DiagnosticDescriptor OpenType = Error(
        ErrorCodes.OpenType,
        "The service type must be closed",
        "'{0}' is not known here, so no proxy can be generated for it; put [assembly: VariantService(typeof(…))] with the closed interface into the application, and suppress this error where a library passes its type parameter on");

    public static readonly DiagnosticDescriptor EventMember = Error(
        ErrorCodes.EventMember,
        "Events cannot be routed",
        "'{0}' is an event: a subscription outlives the decision of one call; move it to an interface of its own that has no variants");

    public static readonly DiagnosticDescriptor SettableProperty = Error(
        ErrorCodes.SettableProperty,
        "Settable properties cannot be routed",
        "'{0}' can be set: what one caller sets on one variant another caller would miss on the other; make it get-only, or pass the value to the methods");

    public static readonly DiagnosticDescriptor ReferenceReturn = Error(
        ErrorCodes.ReferenceReturn,
        "Reference returns cannot be routed",
        "'{0}' returns by reference, and the caller would use it after the call was recorded; return the value");

    public static readonly DiagnosticDescriptor StaticAbstractMember = Error(
        ErrorCodes.StaticAbstractMember,
        "Static abstract members cannot be routed",
        "'{0}' is static abstract, and there is no instance whose flag could decide; move it to an interface of its own that has no variants");

    public static readonly DiagnosticDescriptor NotImplementable = Error(
        ErrorCodes.NotImplementable,
        "The interface cannot be implemented here",
        "'{0}' {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Progressive", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
