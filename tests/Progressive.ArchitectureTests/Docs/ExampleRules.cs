using System.Text.Json;
using System.Text.RegularExpressions;

namespace Progressive.ArchitectureTests.Docs;

/// <summary>What a reader copies from a page compiles, or parses.</summary>
internal static partial class ExampleRules
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Each block stands, line after line, in a file that is compiled; indentation and blank lines do not count.</summary>
    public static IEnumerable<string> Compiled(SourceTree tree)
    {
        var sources = CompiledFiles(tree).Select(path => Normal(tree.Read(path).Split('\n'))).ToList();
        foreach (var page in MarkdownPage.All(tree))
        {
            foreach (var (language, line, lines) in page.Blocks.Where(static block => block.Language is "csharp" or "cs" or "c#"))
            {
                var wanted = Normal(lines);
                if (!sources.Any(source => source.Contains(wanted, StringComparison.Ordinal)))
                {
                    var best = LongestStart(wanted, sources);
                    yield return $"{page.Path}({line}): this block stands in no compiled file; first line that differs: {best}";
                }
            }
        }
    }

    public static IEnumerable<string> Parsed(SourceTree tree)
    {
        foreach (var page in MarkdownPage.All(tree))
        {
            foreach (var (_, line, lines) in page.Blocks.Where(static block => block.Language is "json" or "jsonc"))
            {
                if (Error(string.Join('\n', lines)) is { } error)
                {
                    yield return $"{page.Path}({line}): not JSON: {error}";
                }
            }
        }
    }

    /// <summary>Samples, snippets and tests that a project of the solution builds. These tests quote pages as seeds, so they prove nothing.</summary>
    private static IEnumerable<string> CompiledFiles(SourceTree tree)
    {
        var solution = tree.Exists("Progressive.sln") ? tree.Read("Progressive.sln").Replace('\\', '/') : "";
        return tree.Under("", ".csproj")
            .Where(path => solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .Select(static path => path[..path.LastIndexOf('/')])
            .Where(static folder => !folder.StartsWith("src/", StringComparison.Ordinal) && folder != "tests/Progressive.ArchitectureTests")
            .SelectMany(folder => tree.Under(folder, ".cs"));
    }

    private static string Normal(IEnumerable<string> lines) =>
        "\n" + string.Concat(lines.Select(static line => Space().Replace(line.Trim(), " ")).Where(static line => line.Length > 0).Select(static line => line + "\n"));

    private static string LongestStart(string wanted, List<string> sources)
    {
        for (var end = wanted.IndexOf('\n', 1); end >= 0; end = wanted.IndexOf('\n', end + 1))
        {
            var start = wanted[..(end + 1)];
            if (!sources.Any(source => source.Contains(start, StringComparison.Ordinal)))
            {
                return start.TrimEnd('\n').Split('\n')[^1];
            }
        }

        return "";
    }

    private static string? Error(string json)
    {
        try
        {
            JsonDocument.Parse(json, Relaxed).Dispose();
            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
