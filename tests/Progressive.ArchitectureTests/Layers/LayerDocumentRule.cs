using System.Text.RegularExpressions;

namespace Progressive.ArchitectureTests.Layers;

/// <summary>The table a reader sees in <c>docs/architecture.md</c> is the table that is enforced.</summary>
internal static partial class LayerDocumentRule
{
    private const string Page = "docs/architecture.md";

    public static IEnumerable<string> Check(SourceTree tree)
    {
        if (!tree.Exists(Page))
        {
            yield break;
        }

        var written = Row().Matches(tree.Read(Page)).ToDictionary(static row => row.Groups["layer"].Value, static row => row.Groups["uses"].Value.Trim(), StringComparer.Ordinal);
        foreach (var layer in LayerTable.Layers)
        {
            if (!written.TryGetValue(layer, out var uses))
            {
                yield return $"{Page}: no row for layer '{layer}'.";
            }
            else if (Sorted(uses) != LayerTable.Text(layer))
            {
                yield return $"{Page}: '{layer}' says '{uses}', the table that is enforced says '{LayerTable.Text(layer)}'.";
            }
        }
    }

    private static string Sorted(string uses) =>
        uses is "all" ? "all above" : string.Join(", ", uses.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));

    // | `Flags` | what it holds | Assignment |
    [GeneratedRegex(@"^\| *`?(?<layer>\(root\)|[A-Z]\w+)`? *\|[^|\n]*\|(?<uses>[^|\n]*)\| *$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
