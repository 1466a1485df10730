using Microsoft.CodeAnalysis;

namespace Progressive.ArchitectureTests.Packages;

internal static class PackageRule
{
    /// <summary>Project files: who references whom, for which framework, and who sees internals.</summary>
    public static IEnumerable<string> Check(SourceTree tree) => SourceProject.All(tree).SelectMany(CheckProject);

    private static IEnumerable<string> CheckProject(SourceProject project)
    {
        if (PackageTable.Find(project.Name) is not { } row)
        {
            yield return $"{project.File}: project '{project.Name}' is not in the package table.";
            yield break;
        }

        foreach (var reference in project.Items("ProjectReference").Select(static include => Path.GetFileNameWithoutExtension(include.Replace('\\', '/'))))
        {
            if (!row.Projects.Contains(reference, StringComparer.Ordinal))
            {
                yield return $"{project.File}: {project.Name} may not reference {reference}.";
            }
        }

        foreach (var package in project.Items("PackageReference").Concat(project.Items("FrameworkReference")).Where(package => !row.Allows(package)))
        {
            yield return $"{project.File}: {project.Name} may not depend on {package}.";
        }

        var expected = PackageTable.TargetFramework(project.Name);
        var targets = project.Xml.Descendants().Where(static element => element.Name.LocalName is "TargetFramework" or "TargetFrameworks").Select(static element => element.Value.Trim()).ToList();
        if (targets.Any(target => target != expected) || (targets.Count == 0 && expected != "net10.0"))
        {
            yield return $"{project.File}: targets '{string.Join(';', targets)}', not {expected}.";
        }

        var friends = project.Items("InternalsVisibleTo").Concat(project.Compilation.Assembly.GetAttributes()
            .Where(static attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute")
            .Select(static attribute => attribute.ConstructorArguments.FirstOrDefault().Value as string ?? ""));
        foreach (var friend in friends.Where(static friend => !friend.EndsWith("Tests", StringComparison.Ordinal)))
        {
            yield return $"{project.File}: internals are visible to '{friend}', which is no test project.";
        }
    }
}
