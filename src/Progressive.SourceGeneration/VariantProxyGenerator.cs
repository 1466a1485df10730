using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Progressive.SourceGeneration;

/// <summary>Generates a routing proxy for every interface that AddVariants or [assembly: VariantService] names.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class VariantProxyGenerator : IIncrementalGenerator
{
    internal const string Services = nameof(Services);

    private const string Method = "AddVariants";
    private const string MethodOwner = "Microsoft.Extensions.DependencyInjection.ProgressiveVariantsExtensions";
    private const string Attribute = "Progressive.Variants.VariantServiceAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var calls = context.SyntaxProvider
            .CreateSyntaxProvider(static (node, _) => IsCall(node), static (syntax, cancel) => ReadCall(syntax, cancel))
            .Where(static request => request is not null)
            .Select(static (request, _) => request!.Value);
        var attributes = context.SyntaxProvider
            .ForAttributeWithMetadataName(Attribute, static (_, _) => true, static (syntax, cancel) => ReadAttributes(syntax, cancel))
            .SelectMany(static (requests, _) => requests);
        Report(context, calls);
        Report(context, attributes);

        // One proxy for an interface, however many calls name it; what does not concern a proxy does not write it again.
        var services = calls.Collect().Combine(attributes.Collect())
            .SelectMany(static (all, _) => all.Left.Concat(all.Right)
                .Select(static request => request.Service)
                .OfType<ServiceModel>()
                .GroupBy(static service => service.ProxyName, StringComparer.Ordinal)
                .Select(static same => same.First())
                .OrderBy(static service => service.ProxyName, StringComparer.Ordinal))
            .WithTrackingName(Services);
        context.RegisterImplementationSourceOutput(
            services,
            static (output, service) => output.AddSource(service.ProxyName + ".g.cs", ProxyWriter.Write(service)));
    }

    private static void Report(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<ServiceRequest> requests) =>
        context.RegisterSourceOutput(
            requests.SelectMany(static (request, _) => request.Diagnostics).Combine(context.CompilationProvider),
            static (output, found) => output.ReportDiagnostic(found.Left.ToDiagnostic(found.Right)));

    private static bool IsCall(SyntaxNode node) => node is InvocationExpressionSyntax { Expression: var called } && called switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SimpleNameSyntax simple => simple,
        _ => null,
    } is { Identifier.ValueText: Method };

    private static ServiceRequest? ReadCall(GeneratorSyntaxContext syntax, CancellationToken cancellationToken)
    {
        var found = syntax.SemanticModel.GetSymbolInfo(syntax.Node, cancellationToken);

        // A lambda with an error in it leaves only candidates; the proxy should not disappear while it is being typed.
        var symbol = found.Symbol ?? (found.CandidateSymbols.Length == 1 ? found.CandidateSymbols[0] : null);
        return symbol is IMethodSymbol { Name: Method, TypeArguments.Length: 1 } method && method.ContainingType.ToDisplayString() == MethodOwner
            ? ServiceReader.Read(method.TypeArguments[0], syntax.SemanticModel.Compilation, Place((InvocationExpressionSyntax)syntax.Node), cancellationToken)
            : null;
    }

    private static ExpressionSyntax Place(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        var other => other,
    };

    private static EquatableArray<ServiceRequest> ReadAttributes(GeneratorAttributeSyntaxContext syntax, CancellationToken cancellationToken)
    {
        var requests = new List<ServiceRequest>();
        foreach (var attribute in syntax.Attributes)
        {
            if (attribute.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol service
                && attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is { } node)
            {
                requests.Add(ServiceReader.Read(service, syntax.SemanticModel.Compilation, node, cancellationToken));
            }
        }

        return new EquatableArray<ServiceRequest>([.. requests]);
    }
}
