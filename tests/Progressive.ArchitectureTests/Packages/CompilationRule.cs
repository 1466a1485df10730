using Microsoft.CodeAnalysis;

namespace Progressive.ArchitectureTests.Packages;

/// <summary>
/// A name that does not resolve is a use no rule can see. Members that source generators add are missing here by design; types, namespaces
/// and assemblies must not be.
/// </summary>
internal static class CompilationRule
{
    private static readonly string[] Blinding = ["CS0234", "CS0246", "CS0012", "CS1069", "CS1070"];

    public static IEnumerable<string> Check(SourceTree tree) => SourceProject.All(tree)
        .SelectMany(static project => project.Compilation.GetDiagnostics())
        .Where(static diagnostic => Blinding.Contains(diagnostic.Id, StringComparer.Ordinal))
        .Select(static diagnostic => diagnostic.ToString());
}
