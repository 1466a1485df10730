using System.Text.RegularExpressions;

namespace Progressive.ArchitectureTests.Docs;

/// <summary>Every relative link leads to a file of this tree, and its fragment to a heading there.</summary>
internal static partial class LinkRules
{
    public static IEnumerable<string> Check(SourceTree tree)
    {
        foreach (var page in MarkdownPage.All(tree))
        {
            for (var i = 0; i < page.Prose.Count; i++)
            {
                foreach (var target in Link().Matches(page.Prose[i]).Select(static match => match.Groups["target"].Value).Where(static target => !External().IsMatch(target)))
                {
                    if (Fault(tree, page, target) is { } fault)
                    {
                        yield return $"{page.Path}({i + 1}): {target}: {fault}";
                    }
                }
            }
        }
    }

    private static string? Fault(SourceTree tree, MarkdownPage page, string target)
    {
        var hash = target.IndexOf('#', StringComparison.Ordinal);
        var (file, fragment) = hash < 0 ? (target, "") : (target[..hash], target[(hash + 1)..]);
        var path = file.Length == 0 ? page.Path : Resolve(page.Path, Uri.UnescapeDataString(file));
        if (path is null || !tree.Exists(path))
        {
            return "no such file.";
        }

        if (fragment.Length == 0 || !path.EndsWith(".md", StringComparison.Ordinal))
        {
            return null;
        }

        var text = tree.Read(path);
        return MarkdownPage.Parse(path, text).Anchors(text).Contains(fragment) ? null : "no such heading.";
    }

    private static string? Resolve(string from, string link)
    {
        var parts = new List<string>(link.StartsWith('/') ? [] : from.Split('/')[..^1]);
        foreach (var part in link.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count == 0)
            {
                return null;
            }

            if (part == "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    // [text](target), [text](target "title"), <img src="target">, <a href="target"> and [label]: target
    [GeneratedRegex("""\]\(<?(?<target>[^)\s>]+)>?(\s+"[^"]*")?\)|(src|href)="(?<target>[^"]+)"|^\s*\[[^\]^]+\]:\s+<?(?<target>[^\s>]+)""")]
    private static partial Regex Link();

    [GeneratedRegex("^([a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex External();
}
