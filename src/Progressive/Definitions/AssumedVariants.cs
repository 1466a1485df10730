using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>
/// Without the application its code cannot be seen, so variants that only code can have are assumed to be there. Where a definition gives values, it
/// lists the variants itself, and nothing is assumed.
/// </summary>
internal static class AssumedVariants
{
    private const string Author = "assumed";

    /// <param name="layers">The definitions.</param>
    /// <param name="assumptions">What was assumed, for people.</param>
    public static VariantDeclarations Of(IReadOnlyList<DefinitionLayer> layers, List<string> assumptions)
    {
        // What is wrong is found again, and told, when the definitions are compiled.
        var unheard = new ProblemList(layers);
        var declarations = new VariantDeclarations();
        var merged = MergedDefinitions.Of(layers, unheard);
        var shared = new SharedDefinitions(new Dictionary<string, Plan?>(), MetricSet.Empty, new SegmentCatalog(merged.Segments, unheard));
        var place = new DefinitionPath(null, "Flags");
        FlagDefinition[] flags = [.. merged.Flags.Select(entry => FlagReader.Read(new Written(entry.Value, place.At(entry.Key), unheard), shared)).OfType<FlagDefinition>()];

        // What other flags wait for is named too.
        var awaited = flags.SelectMany(static flag => flag.Prerequisites).ToLookup(static p => p.Flag, static p => p.Variants, StringComparer.OrdinalIgnoreCase);
        foreach (var flag in flags)
        {
            Declare(flag, awaited[flag.Key].SelectMany(static variants => variants), declarations, assumptions);
        }

        return declarations;
    }

    private static void Declare(FlagDefinition flag, IEnumerable<string> awaited, VariantDeclarations declarations, List<string> assumptions)
    {
        if (flag.Shorthand != FlagShorthand.None || flag.Variants.Any(v => v.Value is not null))
        {
            return;
        }

        string[] listed = [.. flag.Variants.Select(v => v.Name)];
        string[] pair = flag.HasRollout ? [VariantNames.Stable, VariantNames.Candidate] : [];
        string[] named =
        [
            .. pair
                .Concat(new[] { flag.Default, flag.Off, flag.Fallback }.OfType<string>())
                .Concat(flag.Split.Variants)
                .Concat(flag.Rules.SelectMany(r => r.Serve.Variants))
                .Concat(awaited)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        string[] unlisted = [.. named.Except(listed, StringComparer.OrdinalIgnoreCase)];
        if (!flag.HasRollout && unlisted.All(IsOnOff))
        {
            return;
        }

        declarations.Add(named.Concat(listed).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new VariantDeclaration(flag.Key, name, null, Author)));
        string[] strange = [.. unlisted.Except(pair, StringComparer.OrdinalIgnoreCase)];
        var others = pair.Concat(listed).Append(VariantNames.Stable).ToArray();
        var doubts = strange
            .Select(name => (Name: name, Meant: MemberNames.Nearest(name, others.Where(other => !Is(other, name)))))
            .Where(doubt => doubt.Meant is not null)
            .Select(doubt => $" Is '{doubt.Name}' meant to be '{doubt.Meant}'?");
        assumptions.Add($"Flag '{flag.Key}': code is assumed to declare {string.Join(", ", pair.Concat(strange))}.{string.Concat(doubts)}");
    }

    private static bool IsOnOff(string name) => Is(name, ShorthandReader.On) || Is(name, ShorthandReader.Off);

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
