using System.Text;
using System.Text.RegularExpressions;

namespace Progressive.ArchitectureTests.Docs;

/// <summary>A page taken apart into fenced blocks and the prose around them.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string path) => Path = path;

    public string Path { get; }

    public List<(string Language, int Line, string[] Lines)> Blocks { get; } = [];

    /// <summary>The lines of blocks whose fence says <c>fragment</c>: they need what stands elsewhere on the page.</summary>
    public HashSet<int> Fragments { get; } = [];

    /// <summary>The page without code, blocks and inline, line by line as in the file.</summary>
    public List<string> Prose { get; } = [];

    public static IEnumerable<MarkdownPage> All(SourceTree tree) => tree.Under("", ".md").Select(path => Parse(path, tree.Read(path)));

    public static MarkdownPage Parse(string path, string text)
    {
        var page = new MarkdownPage(path);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var fence = Fence().Match(lines[i]);
            if (!fence.Success)
            {
                page.Prose.Add(InlineCode().Replace(lines[i], "``"));
                continue;
            }

            var start = i + 1;
            page.Prose.Add("");
            for (i++; i < lines.Length && !lines[i].TrimStart().StartsWith(fence.Groups["fence"].Value, StringComparison.Ordinal); i++)
            {
                page.Prose.Add("");
            }

            page.Prose.Add("");
            if (fence.Groups["rest"].Value.Trim() == "fragment")
            {
                page.Fragments.Add(start);
            }

            page.Blocks.Add((fence.Groups["language"].Value.ToLowerInvariant(), start, lines[start..Math.Min(i, lines.Length)]));
        }

        return page;
    }

    /// <summary>The anchors GitHub gives the headings: lower case, punctuation dropped, spaces to hyphens, repeats numbered.</summary>
    public IReadOnlySet<string> Anchors(string text)
    {
        var anchors = new HashSet<string>(StringComparer.Ordinal);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        foreach (var heading in lines.Where((line, i) => Prose[i].Length > 0).Select(static line => Heading().Match(line)).Where(static match => match.Success))
        {
            var slug = Slug(LinkText().Replace(heading.Groups["text"].Value, "${text}"));
            var anchor = slug;
            for (var n = 1; !anchors.Add(anchor); n++)
            {
                anchor = $"{slug}-{n}";
            }
        }

        foreach (Match named in NamedAnchor().Matches(text))
        {
            anchors.Add(named.Groups["id"].Value);
        }

        return anchors;
    }

    private static string Slug(string heading)
    {
        var slug = new StringBuilder();
        foreach (var c in heading.Trim())
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (c == ' ')
            {
                slug.Append('-');
            }
        }

        return slug.ToString();
    }

    [GeneratedRegex(@"^\s*(?<fence>`{3,}|~{3,})\s*(?<language>[^\s`{]*)(?<rest>[^`]*)$")]
    private static partial Regex Fence();

    [GeneratedRegex("(`+)(?!`).+?(?<!`)\\1(?!`)")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.+?)\s*#*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("<a\\s+(id|name)=\"(?<id>[^\"]+)\"")]
    private static partial Regex NamedAnchor();
}
