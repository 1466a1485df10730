namespace Progressive.ArchitectureTests.Layers;

/// <summary>
/// Who may use whom inside <c>Progressive</c>; a top-level folder is a layer. Nothing is implied: a layer that may use <c>Guards</c> may
/// not for that reason use <c>Metrics</c>. Changing this table takes an ADR in <c>docs/adr/</c> and the same change in the table of
/// <c>docs/architecture.md</c>.
/// </summary>
internal static class LayerTable
{
    public const string Root = "(root)";

    private static readonly string[] AllAbove = ["*"];

    private static readonly (string Layer, string[] MayUse)[] Rows =
    [
        // The ground: usable by every other layer, using none.
        (Root, []),
        ("Diagnostics", []),

        ("Assignment", []),
        ("Statistics", []),
        ("State", []),
        ("Flags", ["Assignment"]),
        ("Metrics", ["Statistics"]),
        ("Guards", ["Metrics", "Statistics"]),
        ("Shadowing", ["Metrics", "Statistics"]),
        ("Exposures", ["Assignment", "Flags"]),
        ("Variants", ["Exposures", "Flags", "Metrics", "Shadowing"]),
        ("Rollouts", ["Assignment", "Flags", "Guards", "Metrics", "State"]),
        ("Experiments", ["Flags", "Metrics", "Statistics", "State"]),
        ("Simulation", ["Assignment", "Guards", "Metrics", "Rollouts", "Statistics"]),
        ("Definitions", AllAbove),
        ("Migration", AllAbove),
        ("DependencyInjection", AllAbove),
    ];

    public static IEnumerable<string> Layers => Rows.Select(static row => row.Layer);

    /// <summary>What a layer may use; itself and, above the ground, the ground are included.</summary>
    public static IReadOnlySet<string>? MayUse(string layer)
    {
        var index = Array.FindIndex(Rows, row => row.Layer == layer);
        if (index < 0)
        {
            return null;
        }

        var named = Rows[index].MayUse == AllAbove ? Rows[..index].Select(static row => row.Layer) : Rows[index].MayUse;
        var ground = index < 2 ? [] : Rows[..2].Select(static row => row.Layer);
        return named.Concat(ground).Append(layer).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The row as the architecture page writes it.</summary>
    public static string Text(string layer)
    {
        var (_, mayUse) = Rows.Single(row => row.Layer == layer);
        return mayUse == AllAbove ? "all above" : string.Join(", ", mayUse.Order(StringComparer.Ordinal));
    }
}
