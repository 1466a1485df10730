using System.Text.RegularExpressions;

namespace Progressive.ArchitectureTests.Files;

/// <summary>What lies where, and what no file may say.</summary>
internal static partial class TreeRules
{
    private static readonly string[] RootFolders = ["src", "tests", "benchmarks", "samples", "docs", ".ci", ".github"];

    private static readonly string[] RootFiles =
    [
        "Progressive.sln", "README.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig",
        ".gitignore", ".gitattributes", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "icon.png",
    ];

    private static readonly string[] Texts = [".cs", ".csproj", ".props", ".targets", ".md", ".json", ".sln", ".sh", ".yml", ".yaml", ".txt", ".svg", ".html", ".js", ".css", "/run", "config"];

    // Put together from pieces: this file is read as well.
    private static readonly string[] Hosts =
        ["api." + "nuget.org", "nuget.org" + "/v3", "/v3/" + "index.json", "registry." + "npmjs", "pkgs.dev." + "azure.com", "pypi." + "org", "files.pythonhosted" + ".org", "proxy.golang" + ".org", "static.crates" + ".io"];

    public static IEnumerable<string> Root(SourceTree tree) => tree.Paths
        .Where(static path => path.Contains('/', StringComparison.Ordinal)
            ? !RootFolders.Contains(path[..path.IndexOf('/', StringComparison.Ordinal)], StringComparer.Ordinal)
            : !RootFiles.Contains(path, StringComparer.Ordinal) && !path.EndsWith(".user", StringComparison.Ordinal))
        .Select(static path => $"{path}: nothing else lies in the root.");

    public static IEnumerable<string> Feeds(SourceTree tree) => tree.Paths
        .Where(static path => Path.GetFileName(path).Equals("nuget.config", StringComparison.OrdinalIgnoreCase))
        .Select(static path => $"{path}: where packages come from is the machine's business.");

    public static IEnumerable<string> Content(SourceTree tree) =>
        from path in tree.Paths
        where Texts.Any(text => path.EndsWith(text, StringComparison.Ordinal))
        let text = tree.Read(path)
        from found in MachinePath().Matches(text).Select(static match => match.Value)
            .Concat(Hosts.Where(host => text.Contains(host, StringComparison.OrdinalIgnoreCase)))
            .Concat(path.EndsWith(".cs", StringComparison.Ordinal) ? [] : Unfinished().Matches(text).Select(static match => match.Value))
        select $"{path}: contains '{found}'.";

    // They need the packed packages first, and servers that have to be installed.
    private static readonly string[] s_outside = ["tests/Progressive.PackageTests/", "tests/Progressive.ServerTests/", "tests/Progressive.Redis.Tests/", "tests/Progressive.PostgreSql.Tests/"];

    /// <summary>What is not in the solution is neither built nor tested, but for what needs more than the SDK.</summary>
    public static IEnumerable<string> Solution(SourceTree tree)
    {
        var listed = Project().Matches(tree.Read("Progressive.sln")).Select(static match => match.Groups["path"].Value.Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);
        return tree.Under("", ".csproj").Where(static path => !IsOutside(path))
            .Where(path => !listed.Contains(path)).Select(static path => $"{path} is not in Progressive.sln.")
            .Concat(listed.Where(IsOutside).Select(static path => $"{path} must stay outside Progressive.sln."))
            .Concat(tree.Under("", ".slnx").Select(static path => $"{path}: one solution file only."));
    }

    private static bool IsOutside(string path) => Array.Exists(s_outside, folder => path.StartsWith(folder, StringComparison.Ordinal));

    [GeneratedRegex(@"(?<![\w.)}~$-])/(work|root|home/\w+|Users/\w+|build/agent)/[^\s]*|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b(TODO|FIXME)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex("\"(?<path>[^\"]+\\.csproj)\"")]
    private static partial Regex Project();
}
