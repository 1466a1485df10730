using System.IO.Compression;
using System.Xml.Linq;

namespace Progressive.PackageTests;

/// <summary>What a package of ours must hold, and may not.</summary>
internal static class PackageRules
{
    public const string Generator = "analyzers/dotnet/cs/Progressive.SourceGeneration.dll";

    public static IEnumerable<string> Check(string id, string version, ZipArchive package, bool withGenerator)
    {
        var names = package.Entries.Where(static entry => entry.Length > 0).Select(static entry => entry.FullName).ToHashSet(StringComparer.Ordinal);
        if (!names.Contains($"{id}.nuspec"))
        {
            yield return $"{id}: no {id}.nuspec.";
            yield break;
        }

        var expected = new List<string> { "icon.png", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" };
        if (withGenerator)
        {
            expected.Add(Generator);
        }

        foreach (var missing in expected.Where(name => !names.Contains(name)))
        {
            yield return $"{id}: no {missing}.";
        }

        foreach (var stray in names.Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !expected.Contains(name)))
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

    public static IEnumerable<string> CheckSymbols(string id, ZipArchive symbols) =>
        symbols.Entries.Any(entry => entry.FullName == $"lib/net10.0/{id}.pdb") ? [] : [$"{id}: the symbol package has no lib/net10.0/{id}.pdb."];

    private static XElement? Element(XElement metadata, string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);
}
