using System.Text;
using System.Text.Json;
using Progressive.Definitions;

namespace Progressive.ArchitectureTests.Docs;

/// <summary>Definitions that a reader copies from a page can be put in force as they stand, unless the fence says <c>fragment</c>.</summary>
internal static class DefinitionExampleRule
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly string[] Members = ["Flags", "Plans", "Segments", "Metrics"];

    public static IEnumerable<string> Loaded(SourceTree tree) =>
        from page in MarkdownPage.All(tree)
        from block in page.Blocks
        where block.Language is "json" or "jsonc" && !page.Fragments.Contains(block.Line)
        let text = string.Join('\n', block.Lines)
        where HoldsDefinitions(text)
        from problem in DefinitionValidator.Validate(new DefinitionFile("page.json", Encoding.UTF8.GetBytes(text))).Problems
        select $"{page.Path}({block.Line + (problem.Line ?? 0)}): {problem}";

    private static bool HoldsDefinitions(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Relaxed);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && (Holds(root) || (root.TryGetProperty("Progressive", out var section) && Holds(section)));
        }
        catch (JsonException)
        {
            // Said by another rule.
            return false;
        }
    }

    private static bool Holds(JsonElement json) => json.ValueKind == JsonValueKind.Object && Members.Any(member => json.TryGetProperty(member, out _));
}
