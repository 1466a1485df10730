using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Progressive.ArchitectureTests;

/// <summary>
/// One project under <c>src/</c>: its project file, and its sources as a compilation against what these tests themselves run on. Source
/// generators are not run: what they add is derived from what is written, and the rules are about what is written.
/// </summary>
internal sealed class SourceProject
{
    private static readonly ConcurrentDictionary<string, Lazy<CSharpCompilation>> Repository = new(StringComparer.Ordinal);

    private static readonly CSharpParseOptions ParseOptions =
        new(LanguageVersion.CSharp14, DocumentationMode.Parse, preprocessorSymbols: ["NET", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER", "RELEASE"]);

    private static readonly MetadataReference[] References = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(static path => !Path.GetFileName(path).StartsWith("Progressive", StringComparison.Ordinal))
        .Select(static path => MetadataReference.CreateFromFile(path))];

    private readonly SourceTree _tree;
    private readonly Lazy<CSharpCompilation> _compilation;

    private SourceProject(SourceTree tree, string file)
    {
        _tree = tree;
        File = file;
        Folder = file[..file.LastIndexOf('/')];
        Name = Path.GetFileNameWithoutExtension(file);
        Xml = XDocument.Parse(tree.Read(file));
        _compilation = new Lazy<CSharpCompilation>(Compile);
    }

    public string Name { get; }

    public string File { get; }

    public string Folder { get; }

    public XDocument Xml { get; }

    /// <summary>The repository's are built once and shared by all tests.</summary>
    public CSharpCompilation Compilation => _tree == SourceTree.Repository
        ? Repository.GetOrAdd(File, _ => _compilation).Value
        : _compilation.Value;

    /// <summary>Everything under <c>src/</c>; a folder without a project file is reported by the file rules.</summary>
    public static IReadOnlyList<SourceProject> All(SourceTree tree) =>
        [.. tree.Under("src", ".csproj").Select(file => new SourceProject(tree, file))];

    public static SourceProject? Find(SourceTree tree, string name) => All(tree).FirstOrDefault(project => project.Name == name);

    /// <summary>A made-up project <c>Progressive</c> for seeding; paths are relative to it.</summary>
    public static SourceTree Seed(params (string Path, string Text)[] files) =>
        SourceTree.Of([("src/Progressive/Progressive.csproj", "<Project />"), .. files.Select(static file => ("src/Progressive/" + file.Path, file.Text))]);

    public IEnumerable<string> Items(string kind) => Xml.Descendants(kind).Attributes("Include").Select(static include => include.Value);

    public string RelativePath(string path) => path[(Folder.Length + 1)..];

    private CSharpCompilation Compile()
    {
        var sources = _tree.Under(Folder, ".cs").Select(path => CSharpSyntaxTree.ParseText(_tree.Read(path), ParseOptions, path));
        var usings = CSharpSyntaxTree.ParseText(string.Concat(ImplicitUsings().Select(static name => $"global using {name};\n")), ParseOptions, "");
        var siblings = Items("ProjectReference")
            .Select(include => Find(_tree, Path.GetFileNameWithoutExtension(include.Replace('\\', '/'))))
            .OfType<SourceProject>()
            .Where(static project => project.Name != "Progressive.SourceGeneration")
            .Select(static project => (MetadataReference)project.Compilation.ToMetadataReference());
        return CSharpCompilation.Create(
            Name,
            sources.Append(usings),
            References.Concat(siblings),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
    }

    private IEnumerable<string> ImplicitUsings() => Items("Using").Concat(
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"]);
}
