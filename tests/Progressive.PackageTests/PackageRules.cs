using System.IO.Compression;
using System.Xml.Linq;

namespace Progressive.PackageTests;

/// <summary>What a package of ours must hold, and may not.</summary>
internal static class PackageRules
{
    public const string ToolFolder = "tools/net10.0/any";
    public const string Generator = "analyzers/dotnet/cs/Progressive.SourceGeneration.dll";

    /// <summary>Help for editors of settings files, in the package whose settings they are.</summary>
    private static readonly string[] SchemaFiles = ["ConfigurationSchema.json", "buildTransitive/Progressive.targets"];

    /// <summary>A tool brings what it runs on, ours included; other packages bring their own file alone.</summary>
    private static readonly string[] ToolFiles = ["Progressive.dll", "System.CommandLine.dll"];

    public static IEnumerable<string> Check(string id, string version, ZipArchive package, bool withGenerator, bool isTool = false)
    {
        var names = package.Entries.Where(static entry => entry.Length > 0).Select(static entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
        if (!names.Contains($"{id}.nuspec"))
        {
            yield return $"{id}: no {id}.nuspec.";
            yield break;
        }

        var folder = isTool ? ToolFolder : "lib/net10.0";
        var expected = new List<string> { "icon.png", "README.md", $"{folder}/{id}.dll" };
        expected.AddRange(isTool ? [.. ToolFiles.Select(static file => $"{ToolFolder}/{file}"), $"{ToolFolder}/DotnetToolSettings.xml"] : [$"lib/net10.0/{id}.xml"]);
        if (withGenerator)
        {
            expected.Add(Generator);
        }

        if (id == "Progressive")
        {
            expected.AddRange(SchemaFiles);
        }

        foreach (var missing in expected.Where(name => !names.Contains(name)))
        {
            yield return $"{id}: no {missing}.";
        }

        foreach (var stray in names.Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !expected.Contains(name) && !(isTool && IsFramework(name))))
        {
            yield return $"{id}: stray {stray}.";
        }

        using var stream = package.GetEntry($"{id}.nuspec")!.Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        foreach (var (name, value) in new[] { ("id", id), ("version", version), ("license", "MIT"), ("icon", "icon.png"), ("readme", "README.md") })
        {
            if (Element(metadata, name)?.Value != value)
            {
                yield return $"{id}: {name} is '{Element(metadata, name)?.Value}', not '{value}'.";
            }
        }

        if (Element(metadata, "license")?.Attribute("type")?.Value != "expression")
        {
            yield return $"{id}: the licence is not an SPDX expression.";
        }

        if (Element(metadata, "description")?.Value is null or "" or "Package Description")
        {
            yield return $"{id}: no description.";
        }

        foreach (var dependency in metadata.Descendants().Where(static element => element.Name.LocalName == "dependency"))
        {
            var (other, range) = (dependency.Attribute("id")!.Value, dependency.Attribute("version")!.Value);
            if (other.StartsWith("Progressive", StringComparison.Ordinal) && range != version)
            {
                yield return $"{id}: needs {other} {range}, not {version}.";
            }
        }
    }

    public static IEnumerable<string> CheckSymbols(string id, ZipArchive symbols, bool isTool = false) =>
        symbols.Entries.Any(entry => entry.FullName == $"{(isTool ? ToolFolder : "lib/net10.0")}/{id}.pdb") ? [] : [$"{id}: the symbol package has no {id}.pdb in its place."];

    // What Progressive depends on.
    private static bool IsFramework(string name) =>
        name.StartsWith($"{ToolFolder}/Microsoft.Extensions.", StringComparison.Ordinal) || name == $"{ToolFolder}/System.IO.Hashing.dll" || name == $"{ToolFolder}/Polly.Core.dll" || name == $"{ToolFolder}/OpenTelemetry.Api.dll";

    private static XElement? Element(XElement metadata, string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);
}
