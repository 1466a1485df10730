using System.Globalization;
using System.Text.Json;
using Progressive.Assignment;
using Progressive.Diagnostics;
using Progressive.Flags;
using Progressive.Flags.Rules;
using Progressive.Metrics;
using Progressive.Rollouts;
using Progressive.Variants;

namespace Progressive.Definitions;

/// <summary>Puts a flag's definition together with the variants that code declares: names become indices, texts become hashes.</summary>
internal sealed class FlagCompiler(VariantDeclarations declarations, MetricSet metrics, SegmentCatalog segments, ProblemList problems)
{
    private const string DefaultRevision = "1";

    private readonly Dictionary<string, FlagVariant[]> _shared = new(StringComparer.Ordinal);

    public FlagCompilation Compile(FlagDefinition flag)
    {
        var declared = declarations.Of(flag.Key);
        var set = VariantSet.Of(flag, declared, declarations.IsComplete);
        FlagChecks.Check(flag, set, problems);

        // First, because it may add 'off' to the names. In the shorthand "blue" it makes Off what the flag was before, never the colour itself.
        var fallback = flag.Default is null || flag.Off is null ? set.Fallback() : 0;
        var @default = flag.Default is null ? fallback : Find(flag, set, "Default", flag.Default);
        var off = flag.Off is null ? fallback : Find(flag, set, "Off", flag.Off);
        var missing = Missing(flag, set, declared);
        var stable = set.IndexOf(VariantNames.Stable);
        var candidate = set.IndexOf(VariantNames.Candidate);
        var variants = new FlagVariant[set.Names.Count];
        for (var i = 0; i < variants.Length; i++)
        {
            var revision = RevisionOf(flag, set.Names[i]) ?? (flag.HasRollout && i == candidate ? DefaultRevision : null);
            var value = ValueOf(flag, set.Names[i]);
            variants[i] = new FlagVariant(
                set.Names[i],
                i,
                isOn: flag.Type == FlagValueType.Boolean && value is not null && value.TryGet(out bool truth) ? truth : i != off,
                revision,
                value);
        }

        var parts = new CompiledFlagParts(
            flag.Key,
            Shared(variants, off),
            flag.Enabled,
            @default,
            off,
            flag.StickBy,
            flag.StickByAttribute,
            CompileRules(flag, set),
            CompileSplit(flag, set),
            flag.HasRollout ? RolloutOf(flag, stable, candidate) : null,
            flag.Fallback is null ? null : Find(flag, set, "Fallback", flag.Fallback))
        {
            Prerequisites = [.. flag.Prerequisites.Select(static p => new Prerequisite(new FlagKey(p.Flag), p.Variants))],
            Schedule = flag.Schedule,
            IsForClients = flag.IsForClients,
            Notes = flag is { Description: null, Owner: null, Tags.Count: 0, Expires: null } ? FlagNotes.None : new FlagNotes(flag.Description, flag.Owner, flag.Tags, flag.Expires),
        };

        return new FlagCompilation(parts, RolloutOf(flag, parts, missing), WatchOf(flag, parts, missing), missing, flag);
    }

    private FlagRollout RolloutOf(FlagDefinition flag, int stable, int candidate)
    {
        var names = (flag.Rollout?.Steps ?? []).Select(static step => step.Segment).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);
        return new FlagRollout(HashOf(flag, "rollout"), stable, candidate)
        {
            Segments = [.. names.Select(segments.Read).OfType<Segment>()],
            Reach = flag.StickByAttribute is { } attribute ? new KeyReach(attribute) : null,
        };
    }

    private static IReadOnlyList<string> Missing(FlagDefinition flag, VariantSet set, IReadOnlyList<VariantDeclaration> declared) => set.HasCode
        ? [.. set.Names.Where(name =>
            !declared.Any(d => string.Equals(d.Variant, name, StringComparison.OrdinalIgnoreCase))
            && !flag.Variants.Any(v => v.Value is not null && string.Equals(v.Name, name, StringComparison.OrdinalIgnoreCase)))]
        : [];

    private RolloutSpec? RolloutOf(FlagDefinition flag, CompiledFlagParts parts, IReadOnlyList<string> missing)
    {
        // A build without the candidate has no revision of it to roll out; it serves stable, and follows nobody else's record.
        if (flag.Rollout is not { } plan || parts.Rollout is not { } rollout || missing.Contains(VariantNames.Candidate, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var candidate = parts.Variants[rollout.Candidate];
        var stable = parts.Variants[rollout.Stable];
        return new RolloutSpec(flag.Key, stable.Name, candidate.Name, candidate.Revision ?? DefaultRevision, plan) { StableRevision = stable.Revision, Metrics = metrics.Of(plan.Guards.Select(g => g.Metric)) };
    }

    private WatchSpec? WatchOf(FlagDefinition flag, CompiledFlagParts parts, IReadOnlyList<string> missing)
    {
        if (flag.Guards.Count == 0 || flag.HasRollout)
        {
            return null;
        }

        (string, string?)[] guarded =
        [
            .. parts.Variants
                .Where(v => v.Index != parts.Default && v.Index != parts.Off && !missing.Contains(v.Name, StringComparer.OrdinalIgnoreCase))
                .Select(v => (v.Name, v.Revision)),
        ];
        return guarded.Length == 0 ? null : new WatchSpec(flag.Key, parts.Variants[parts.Default].Name, parts.Variants[parts.Default].Revision, guarded, flag.Guards) { Metrics = metrics.Of(flag.Guards.Select(g => g.Metric)) };
    }

    private string? RevisionOf(FlagDefinition flag, string variant)
    {
        var written = flag.Variants.FirstOrDefault(v => string.Equals(v.Name, variant, StringComparison.OrdinalIgnoreCase));
        var inCode = declarations.RevisionOf(flag.Key, variant);
        if (written is null)
        {
            return inCode;
        }

        var value = written.Value is null ? null : ValueHash.Of(written.Value);
        string[] parts = [.. new[] { inCode, written.Revision, value }.OfType<string>()];
        return parts.Length == 0 ? null : string.Join('+', parts);
    }

    // Thousands of flags are nothing but off and on; they need not have thousands of offs and ons.
    private FlagVariant[] Shared(FlagVariant[] variants, int off)
    {
        if (variants.Length > 2 || variants.Any(static variant => variant.Value is not null || variant.Revision is not null))
        {
            return variants;
        }

        var names = string.Create(CultureInfo.InvariantCulture, $"{off}:{string.Join('/', variants.Select(static variant => variant.Name))}");
        return _shared.TryGetValue(names, out var known) ? known : _shared[names] = variants;
    }

    private static VariantValue? ValueOf(FlagDefinition flag, string variant) =>
        flag.Variants.FirstOrDefault(v => string.Equals(v.Name, variant, StringComparison.OrdinalIgnoreCase)) is { Value: { } value } written
            ? new VariantValue(JsonElement.Parse(value.ToJsonString()), written.HasTypes)
            : null;

    private static BucketHash HashOf(FlagDefinition flag, string domain) => ForeignHash.Of(flag.Bucketing, flag.EffectiveSalt) is { } foreign
        ? new BucketHash(foreign)
        : new BucketHash(domain, flag.EffectiveSalt);

    private Rule[] CompileRules(FlagDefinition flag, VariantSet set) => flag.Rules.Count == 0
        ? []
        : [.. flag.Rules.Select(rule => new Rule(rule.Name, rule.Condition, Find(flag, set, rule.Serve.Entries[0].Place, rule.Serve.Entries[0].Variant))
        {
            Division = rule.Key is null ? null : new RuleDivision(rule.Key, Divide(flag, set, rule.Serve)),
            IsEnabled = rule.IsEnabled,
        })];

    // A split beside a rollout has been complained about.
    private FlagSplit? CompileSplit(FlagDefinition flag, VariantSet set) =>
        flag.Split.Entries.Count == 0 || flag.HasRollout ? null : new FlagSplit(HashOf(flag, "split"), Divide(flag, set, flag.Split));

    private Division Divide(FlagDefinition flag, VariantSet set, SharesDefinition shares)
    {
        (int Variant, long Weight)[] entries = [.. shares.Entries.Select(entry => (Find(flag, set, entry.Place, entry.Variant), entry.Weight))];
        return flag.Bucketing != Bucketing.Native
            ? new Division(new RangeSplit(entries))
            : new Division(new Split([.. entries.Select(entry => (entry.Variant, set.Names[entry.Variant], Share.FromPartsPerMillion((int)entry.Weight)))]));
    }

    private int Find(FlagDefinition flag, VariantSet set, string member, string variant) =>
        Find(flag, set, flag.Shorthand == FlagShorthand.None ? flag.Path.At(member) : flag.Path, variant);

    private int Find(FlagDefinition flag, VariantSet set, DefinitionPath place, string variant)
    {
        var index = set.IndexOf(variant);
        if (index < 0)
        {
            var hint = MemberNames.Nearest(variant, set.Names) is { } meant ? $" Did you mean '{meant}'?" : "";
            problems.Add(
                ErrorCodes.UnknownVariant,
                place,
                $"Flag '{flag.Key}' has no variant '{Scalars.Cut(variant)}'; it has {string.Join(", ", set.Names)}.{hint} Add it under Variants, declare it in code, or correct the name.");
            return 0;
        }

        return index;
    }
}
