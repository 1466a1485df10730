using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>The variants a flag has: those that code declares, those that the definition lists, and those that its form implies.</summary>
internal sealed class VariantSet
{
    private readonly List<string> _names = [];

    private VariantSet(bool hasCode) => HasCode = hasCode;

    /// <summary>Stable first, then in the order of declaration.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Code declares variants, or will, so this build lacks whatever else the definition speaks of.</summary>
    public bool HasCode { get; }

    public static VariantSet Of(FlagDefinition flag, IReadOnlyList<VariantDeclaration> declared, bool isComplete)
    {
        var set = new VariantSet(declared.Count > 0 || (!isComplete && AwaitsCode(flag)));
        var forAll = flag.Shorthand == FlagShorthand.VariantForAll ? flag.Default : null;
        if (set.HasCode
            || flag.HasRollout
            || Is(forAll, VariantNames.Candidate)
            || Is(forAll, VariantNames.Stable)
            || flag.Variants.Any(v => Is(v.Name, VariantNames.Stable)))
        {
            set.Add(VariantNames.Stable);
        }

        foreach (var declaration in declared)
        {
            set.Add(declaration.Variant);
        }

        foreach (var variant in flag.Variants)
        {
            set.Add(variant.Name);
        }

        // Definitions can be ahead of an image or behind it: what speaks of a candidate that this build lacks is no mistake, the candidate is missing.
        if (flag.HasRollout || (set.HasCode && NamedBy(flag).Any(name => Is(name, VariantNames.Candidate))))
        {
            set.Add(VariantNames.Candidate);
        }

        if (forAll is not null && !set.HasCode)
        {
            set.Add(forAll);
        }

        if (set._names.Count == 0)
        {
            set.Add(ShorthandReader.Off);
            set.Add(ShorthandReader.On);
        }

        return set;
    }

    public int IndexOf(string name)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if (Is(_names[i], name))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where nothing is named: stable if there is one, else off, which every flag without a stable variant has.</summary>
    public int Fallback()
    {
        var stable = IndexOf(VariantNames.Stable);
        if (stable >= 0)
        {
            return stable;
        }

        Add(ShorthandReader.Off);
        return IndexOf(ShorthandReader.Off);
    }

    // Its variants are on their way: they are there, and missing.
    private static bool AwaitsCode(FlagDefinition flag) =>
        flag.Variants.All(v => v.Value is null)
        && (flag.HasRollout || NamedBy(flag).Any(name => Is(name, VariantNames.Stable) || Is(name, VariantNames.Candidate)));

    private static IEnumerable<string?> NamedBy(FlagDefinition flag) =>
        [flag.Default, flag.Off, flag.Fallback, .. flag.Split.Variants, .. flag.Rules.SelectMany(r => r.Serve.Variants)];

    private static bool Is(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private void Add(string name)
    {
        if (IndexOf(name) < 0)
        {
            _names.Add(name);
        }
    }
}
