using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Progressive.SourceGeneration;

/// <summary>Reads parameters with what an explicit implementation must repeat of them: default values and params are the caller's business.</summary>
internal static class ParameterReader
{
    public static EquatableArray<ParameterModel> Read(ImmutableArray<IParameterSymbol> parameters) =>
        new([.. parameters.Select(Read)]);

    private static ParameterModel Read(IParameterSymbol parameter)
    {
        var name = TypeText.Escaped(parameter.Name);
        var type = TypeText.Of(parameter.Type);
        var modifier = parameter.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.In => "in ",
            RefKind.RefReadOnlyParameter => "ref readonly ",
            _ => "",
        };
        var passed = parameter.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.In or RefKind.RefReadOnlyParameter => "in ",
            _ => "",
        };
        return new ParameterModel($"{Scope(parameter)}{modifier}{type} {name}", $"{type} {name}", name, passed + name);
    }

    private static string Scope(IParameterSymbol parameter) => parameter switch
    {
        // An out parameter is scoped unless an attribute says otherwise.
        { RefKind: RefKind.Out, ScopedKind: ScopedKind.None } => "[global::System.Diagnostics.CodeAnalysis.UnscopedRef] ",
        { RefKind: RefKind.Out } => "",
        { ScopedKind: ScopedKind.None } => "",
        _ => "scoped ",
    };
}
