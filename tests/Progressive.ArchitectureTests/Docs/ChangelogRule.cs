using System.Text.RegularExpressions;

namespace Progressive.ArchitectureTests.Docs;

/// <summary>CHANGELOG.md as keepachangelog.com 1.1.0 describes it: Unreleased first, then versions with dates, changes under their kind.</summary>
internal static partial class ChangelogRule
{
    private const string Page = "CHANGELOG.md";

    private static readonly string[] Kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];

    public static IEnumerable<string> Check(SourceTree tree)
    {
        if (!tree.Exists(Page))
        {
            yield return $"{Page} is missing.";
            yield break;
        }

        var lines = tree.Read(Page).ReplaceLineEndings("\n").Split('\n');
        var sections = lines.Where(static line => line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        if (lines[0] != "# Changelog")
        {
            yield return $"{Page}: the title is '{lines[0]}', not '# Changelog'.";
        }

        if (sections.FirstOrDefault() != "## [Unreleased]")
        {
            yield return $"{Page}: the first section is not '## [Unreleased]'.";
        }

        foreach (var section in sections.Skip(1).Where(static section => !Release().IsMatch(section)))
        {
            yield return $"{Page}: '{section}' is not '## [x.y.z] - yyyy-mm-dd'.";
        }

        foreach (var kind in lines.Where(static line => line.StartsWith("### ", StringComparison.Ordinal) && !Kinds.Contains(line[4..], StringComparer.Ordinal)))
        {
            yield return $"{Page}: '{kind}' is none of {string.Join(", ", Kinds)}.";
        }
    }

    [GeneratedRegex(@"^## \[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d{2}-\d{2}( \[YANKED\])?$")]
    private static partial Regex Release();
}
