using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Progressive.PackageTests;

public sealed class PackageContentTests
{
    public static TheoryData<string> Ids => [.. Repository.PackableProjects];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_package_is_whole_and_holds_nothing_else(string id)
    {
        using var package = ZipFile.OpenRead(Repository.Package(id));
        Assert.Empty(PackageRules.Check(id, Repository.Version, package, id == "Progressive" && Repository.HasGenerator, Repository.Tools.Contains(id)));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Symbols_come_with_it(string id)
    {
        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(Repository.Package(id), ".snupkg"));
        Assert.Empty(PackageRules.CheckSymbols(id, symbols, Repository.Tools.Contains(id)));
    }

    [Fact]
    public void Nothing_else_is_packed() => Assert.Equal(
        Repository.PackableProjects,
        Directory.EnumerateFiles(Repository.PackedFolder, "*.nupkg").Select(static file => Path.GetFileName(file)[..^$".{Repository.Version}.nupkg".Length]).Order(StringComparer.Ordinal));

    [Fact]
    public void Editors_find_the_schema_of_settings_files()
    {
        using var package = ZipFile.OpenRead(Repository.Package("Progressive"));
        using var targets = package.GetEntry("buildTransitive/Progressive.targets")!.Open();
        var segment = XDocument.Load(targets).Descendants("JsonSchemaSegment").Single();
        Assert.Equal(@"appsettings\..*json", segment.Attribute("FilePathPattern")!.Value);
        Assert.Equal(@"$(MSBuildThisFileDirectory)..\ConfigurationSchema.json", segment.Attribute("Include")!.Value);

        using var schema = package.GetEntry("ConfigurationSchema.json")!.Open();
        using var document = JsonDocument.Parse(schema);
        Assert.True(document.RootElement.GetProperty("properties").TryGetProperty("Progressive", out _));
    }

    [Fact]
    public void A_missing_schema_is_caught() => Assert.Contains("Progressive: no ConfigurationSchema.json.", Seed(static _ => { }, id: "Progressive"));

    [Theory]
    [InlineData("icon.png", null, "no icon.png")]
    [InlineData("lib/net10.0/A.xml", null, "no lib/net10.0/A.xml")]
    [InlineData("README.md", "", "no README.md")]
    [InlineData("analyzers/dotnet/cs/Progressive.SourceGeneration.dll", null, "no analyzers/dotnet/cs/Progressive.SourceGeneration.dll")]
    [InlineData("lib/net10.0/Polly.Core.dll", "x", "stray lib/net10.0/Polly.Core.dll")]
    [InlineData("lib/net9.0/A.dll", "x", "stray lib/net9.0/A.dll")]
    public void A_wrong_file_is_caught(string name, string? content, string expected) =>
        Assert.Contains(Seed(files => Set(files, name, content)), violation => violation.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("<license type=\"expression\">MIT</license>", "<licenseUrl>https://example.org</licenseUrl>", "license is ''")]
    [InlineData("<icon>icon.png</icon>", "", "icon is ''")]
    [InlineData("<readme>README.md</readme>", "", "readme is ''")]
    [InlineData("<description>What it does</description>", "<description>Package Description</description>", "no description")]
    [InlineData("\"Progressive\" version=\"1.2.3\"", "\"Progressive\" version=\"1.2.0\"", "needs Progressive 1.2.0")]
    public void Wrong_metadata_is_caught(string right, string wrong, string expected) => Assert.Contains(
        Seed(files => files["A.nuspec"] = files["A.nuspec"].Replace(right, wrong, StringComparison.Ordinal)), violation => violation.Contains(expected, StringComparison.Ordinal));

    [Theory]
    [InlineData("tools/net10.0/any/DotnetToolSettings.xml", null, "no tools/net10.0/any/DotnetToolSettings.xml")]
    [InlineData("tools/net10.0/any/Progressive.dll", null, "no tools/net10.0/any/Progressive.dll")]
    [InlineData("tools/net10.0/any/Newtonsoft.Json.dll", "x", "stray tools/net10.0/any/Newtonsoft.Json.dll")]
    [InlineData("lib/net10.0/A.dll", "x", "stray lib/net10.0/A.dll")]
    public void A_wrong_file_of_a_tool_is_caught(string name, string? content, string expected) =>
        Assert.Contains(Seed(files => Set(files, name, content), isTool: true), violation => violation.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void A_whole_tool_passes() => Assert.Empty(Seed(static _ => { }, isTool: true));

    [Fact]
    public void A_whole_package_passes() => Assert.Empty(Seed(static _ => { }));

    private static List<string> Seed(Action<Dictionary<string, string>> change, bool isTool = false, string id = "A")
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["icon.png"] = "x",
            ["README.md"] = "x",
            ["lib/net10.0/A.dll"] = "x",
            ["lib/net10.0/A.xml"] = "x",
            [PackageRules.Generator] = "x",
            ["A.nuspec"] = """
                <package><metadata><id>A</id><version>1.2.3</version><license type="expression">MIT</license><icon>icon.png</icon><readme>README.md</readme>
                <description>What it does</description><dependencies><dependency id="Progressive" version="1.2.3" /></dependencies></metadata></package>
                """,
        };
        if (isTool)
        {
            foreach (var library in new[] { "lib/net10.0/A.dll", "lib/net10.0/A.xml", PackageRules.Generator })
            {
                files.Remove(library);
            }

            foreach (var file in new[] { "A.dll", "Progressive.dll", "System.CommandLine.dll", "Microsoft.Extensions.Options.dll", "DotnetToolSettings.xml" })
            {
                files[$"{PackageRules.ToolFolder}/{file}"] = "x";
            }
        }

        if (id != "A")
        {
            files[$"{id}.nuspec"] = files["A.nuspec"];
        }

        change(files);
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        using var package = new ZipArchive(stream, ZipArchiveMode.Read);
        return [.. PackageRules.Check(id, "1.2.3", package, withGenerator: !isTool, isTool)];
    }

    private static void Set(Dictionary<string, string> files, string name, string? content)
    {
        if (content is null)
        {
            files.Remove(name);
        }
        else
        {
            files[name] = content;
        }
    }
}
