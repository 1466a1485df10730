namespace Progressive.ArchitectureTests.Packages;

/// <summary>
/// Which project may reference which, and what each may bring along: a package of ours exists only for a new dependency, another kind of
/// artefact, or something a security reviewer must be able to leave out. Changing this table takes an ADR in <c>docs/adr/</c>.
/// </summary>
internal static class PackageTable
{
    public const string Generator = "Progressive.SourceGeneration";

    /// <summary>They serve the build, or come with the runtime; they are no dependency a user can see.</summary>
    private static readonly string[] Free = ["Microsoft.CodeAnalysis.PublicApiAnalyzers", "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.CodeAnalysis.Analyzers"];

    private static readonly PackageRow[] Rows =
    [
        new("Progressive", [Generator],
        [
            "Microsoft.Extensions.Configuration*", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.FileProviders*",
            "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options*",
            "System.IO.Hashing", "Polly.Core", "OpenTelemetry.Api",
        ]),
        new(Generator, [], ["Microsoft.CodeAnalysis.CSharp"]),
        new("Progressive.AspNetCore", ["Progressive"], ["Microsoft.AspNetCore.App"]),
        new("Progressive.Dashboard", ["Progressive.AspNetCore"], ["Microsoft.AspNetCore.App"]),
        new("Progressive.AI", ["Progressive"], ["Microsoft.Extensions.AI.Abstractions"]),
        new("Progressive.Redis", ["Progressive"], ["StackExchange.Redis"]),
        new("Progressive.PostgreSql", ["Progressive"], ["Npgsql"]),
        new("Progressive.Yarp", ["Progressive.AspNetCore"], ["Yarp.ReverseProxy", "Microsoft.AspNetCore.App"]),
        new("Progressive.Testing", ["Progressive"], []),
        new("Progressive.Cli", ["Progressive"], ["System.CommandLine"]),
    ];

    public static PackageRow? Find(string project) => Rows.FirstOrDefault(row => row.Project == project);

    public static string TargetFramework(string project) => project == Generator ? "netstandard2.0" : "net10.0";

    /// <param name="Project">The project, which is the package.</param>
    /// <param name="Projects">Projects of ours it may reference.</param>
    /// <param name="Packages">Packages and frameworks it may reference; a trailing star stands for any ending.</param>
    internal sealed record PackageRow(string Project, string[] Projects, string[] Packages)
    {
        public bool Allows(string package) => Packages.Concat(Free).Any(allowed => allowed.EndsWith('*')
            ? package.StartsWith(allowed[..^1], StringComparison.Ordinal)
            : package == allowed);
    }
}
