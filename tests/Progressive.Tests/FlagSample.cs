using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Flags.Rules;

namespace Progressive.Tests;

/// <summary>Compiled flags, written in one line each.</summary>
internal static class FlagSample
{
    public static CompiledFlagParts Parts(
        string key = "checkout",
        string[]? variants = null,
        bool enabled = true,
        string @default = "stable",
        string off = "stable",
        StickyKey stickBy = StickyKey.TargetingKey,
        string? attribute = null,
        Rule[]? rules = null,
        (string Variant, string Share)[]? split = null,
        (string Stable, string Candidate)? rollout = null,
        string? salt = null,
        string? revision = null)
    {
        variants ??= ["stable", "candidate"];
        var offIndex = Array.IndexOf(variants, off);
        salt ??= key.ToLowerInvariant();
        return new CompiledFlagParts(
            key,
            [.. variants.Select((name, i) => new FlagVariant(name, i, i != offIndex, name == "candidate" ? revision : null))],
            enabled,
            Array.IndexOf(variants, @default),
            offIndex,
            stickBy,
            attribute,
            rules ?? [],
            split is null
                ? null
                : new FlagSplit(new BucketHash("split", salt), new Division(new Split([.. split.Select(s => (Array.IndexOf(variants, s.Variant), s.Variant, Share.Parse(s.Share)))]))),
            rollout is { } arms
                ? new FlagRollout(new BucketHash("rollout", salt), Array.IndexOf(variants, arms.Stable), Array.IndexOf(variants, arms.Candidate))
                : null);
    }

    public static CompiledFlag Compile(CompiledFlagParts parts) => new(parts);

    public static CompiledFlag Rollout(string key = "checkout", string? salt = null) =>
        new(Parts(key, salt: salt, rollout: ("stable", "candidate"), revision: "1"));

    public static CompiledFlag At(this CompiledFlag flag, Share weight) =>
        flag.With(FlagState.Initial with { Weight = weight, Revision = "1" });

    public static Rule When(string attribute, string value, int serve, string name = "a rule") =>
        new(name, new AttributeCondition(attribute, [new EqualsTest([ConditionValue.Of(value)])]), serve);
}
