using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Progressive.SourceGeneration.Tests.Generator;

/// <summary>Runs the generator on sources and compiles what it wrote, with warnings as errors.</summary>
internal sealed class Compiled
{
    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private Compiled(GeneratorDriver driver, Compilation output, ImmutableArray<Diagnostic> diagnostics)
    {
        Driver = driver;
        Output = output;
        Diagnostics = diagnostics;
    }

    public GeneratorDriver Driver { get; }

    public Compilation Output { get; }

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>What the compiler says about the whole, warnings included.</summary>
    public IEnumerable<Diagnostic> CompilerDiagnostics => Output.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning);

    public IEnumerable<string> Sources => Driver.GetRunResult().Results.Single().GeneratedSources.Select(static s => s.SourceText.ToString());

    public static CSharpCompilation Compilation(params string[] sources) => CSharpCompilation.Create(
        "App",
        sources.Select(static (source, i) => CSharpSyntaxTree.ParseText(source, path: $"File{i}.cs")),
        s_references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error));

    public static Compiled From(params string[] sources) => From(Compilation(sources));

    public static Compiled From(Compilation compilation, GeneratorDriver? driver = null)
    {
        driver ??= CSharpGeneratorDriver.Create(
            [new VariantProxyGenerator().AsSourceGenerator()],
            driverOptions: new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        return new Compiled(driver, output, diagnostics);
    }

    /// <summary>A program that adds variants of an interface.</summary>
    public static string Program(string type, string declarations = "") => $$"""
        using Microsoft.Extensions.DependencyInjection;
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;

        {{declarations}}

        internal static class Program
        {
            internal static void Configure(IServiceCollection services) =>
                services.AddProgressiveDelivery().AddVariants<{{type}}>("flag", v => v.Candidate(_ => null!, "1"));
        }
        """;
}
