using System.Text.RegularExpressions;

namespace Progressive.PackageTests;

/// <summary>Where the sources lie, and where <c>dotnet pack -c Release</c> has put the packages.</summary>
internal static partial class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PackedFolder { get; } = Path.Combine(Root, "artifacts", "package", "release");

    /// <summary>Projects under <c>src/</c> that become a package: all that do not say otherwise.</summary>
    public static IReadOnlyList<string> PackableProjects { get; } =
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(static file => !NotPackable().IsMatch(File.ReadAllText(file)))
            .Select(static file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Those of them that are installed with <c>dotnet tool install</c>.</summary>
    public static IReadOnlyList<string> Tools { get; } =
        [.. PackableProjects.Where(static id => Tool().IsMatch(File.ReadAllText(Path.Combine(Root, "src", id, $"{id}.csproj"))))];

    public static bool HasGenerator { get; } = File.Exists(Path.Combine(Root, "src", "Progressive.SourceGeneration", "Progressive.SourceGeneration.csproj"));

    /// <summary>The one version of the packed files.</summary>
    public static string Version
    {
        get
        {
            var versions = Directory.Exists(PackedFolder)
                ? Directory.EnumerateFiles(PackedFolder, "Progressive.*.nupkg").Select(static file => VersionInName().Match(Path.GetFileName(file)).Groups["version"].Value).Distinct(StringComparer.Ordinal).ToList()
                : [];
            return versions.Count == 1
                ? versions[0]
                : throw new InvalidOperationException($"{PackedFolder} holds packages of {versions.Count} versions ({string.Join(", ", versions)}). Delete the folder and run 'dotnet pack -c Release'.");
        }
    }

    public static string Package(string id) => Path.Combine(PackedFolder, $"{id}.{Version}.nupkg");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Progressive.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Progressive.sln above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"<IsPackable>\s*false\s*</IsPackable>")]
    private static partial Regex NotPackable();

    [GeneratedRegex(@"<PackAsTool>\s*true\s*</PackAsTool>")]
    private static partial Regex Tool();

    [GeneratedRegex(@"\.(?<version>\d+\.\d+\.\d+(-[\w.]+)?)\.nupkg$")]
    private static partial Regex VersionInName();
}
