namespace Progressive.ArchitectureTests;

/// <summary>The files of the repository, or a handful of made-up ones: every rule reads this, so every rule can be fed a seeded violation.</summary>
internal sealed class SourceTree
{
    private readonly string? _root;
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    private SourceTree(string? root, IEnumerable<string> paths)
    {
        _root = root;
        Paths = [.. paths.Order(StringComparer.Ordinal)];
        foreach (var path in Paths)
        {
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                _folders.Add(path[..slash]);
            }
        }
    }

    /// <summary>The repository these tests were built from.</summary>
    public static SourceTree Repository { get; } = OfRepository();

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public IReadOnlyList<string> Paths { get; }

    public static SourceTree Of(params (string Path, string Text)[] files)
    {
        var tree = new SourceTree(null, files.Select(static file => file.Path));
        foreach (var (path, text) in files)
        {
            tree._texts[path] = text;
        }

        return tree;
    }

    public string Read(string path)
    {
        lock (_texts)
        {
            if (!_texts.TryGetValue(path, out var text))
            {
                text = File.ReadAllText(Path.Combine(_root ?? throw new FileNotFoundException(path), path));
                _texts.Add(path, text);
            }

            return text;
        }
    }

    public bool Exists(string path) => Paths.Contains(path, StringComparer.Ordinal) || _folders.Contains(path) || path.Length == 0;

    public IEnumerable<string> Under(string folder, string extension) => Paths.Where(path =>
        (folder.Length == 0 || path.StartsWith(folder + "/", StringComparison.Ordinal)) && path.EndsWith(extension, StringComparison.Ordinal));

    private static SourceTree OfRepository()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Progressive.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException($"No Progressive.sln above {AppContext.BaseDirectory}.");
        }

        var ignored = File.ReadAllLines(Path.Combine(root.FullName, ".gitignore"))
            .Where(static line => line.EndsWith('/')).Select(static line => line.TrimEnd('/')).Append(".git").ToHashSet(StringComparer.Ordinal);
        return new SourceTree(root.FullName, Walk(root, ignored).Select(file => Path.GetRelativePath(root.FullName, file.FullName).Replace('\\', '/')));
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, HashSet<string> ignored) =>
        folder.EnumerateFiles().Where(static file => file.Name != ".git")
            .Concat(folder.EnumerateDirectories().Where(child => !ignored.Contains(child.Name)).SelectMany(child => Walk(child, ignored)));
}
