using Progressive.Assignment;
using Progressive.Flags;
using Progressive.Guards;
using Progressive.Rollouts;

namespace Progressive.Definitions;

/// <summary>A flag as it was written, read and checked by itself. Immutable. What it means together with code, <see cref="FlagCompiler"/> says.</summary>
internal sealed record FlagDefinition
{
    public required string Key { get; init; }

    public required DefinitionPath Path { get; init; }

    /// <summary>False: everybody gets Off.</summary>
    public bool Enabled { get; init; } = true;

    public string? Description { get; init; }

    public string? Owner { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public DateTimeOffset? Expires { get; init; }

    public FlagValueType? Type { get; init; }

    public IReadOnlyList<VariantDefinition> Variants { get; init; } = [];

    /// <summary>Null: stable if there is one, else off.</summary>
    public string? Default { get; init; }

    /// <summary>Null: stable if there is one, else off.</summary>
    public string? Off { get; init; }

    public StickyKey StickBy { get; init; }

    public string? StickByAttribute { get; init; }

    /// <summary>Null: the key in lower case, or as it is written for a foreign bucketing.</summary>
    public string? Salt { get; init; }

    public IReadOnlyList<RuleDefinition> Rules { get; init; } = [];

    public SharesDefinition Split { get; init; } = SharesDefinition.None;

    /// <summary>Whose hash decides.</summary>
    public Bucketing Bucketing { get; init; }

    /// <summary>What other flags have to answer first.</summary>
    public IReadOnlyList<(string Flag, string[] Variants, DefinitionPath Place)> Prerequisites { get; init; } = [];

    /// <summary>When the flag is anything but Off; null: always.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Whether browsers may be told the answer.</summary>
    public bool IsForClients { get; init; }

    public IReadOnlyList<Guard> Guards { get; init; } = [];

    public string? Fallback { get; init; }

    /// <summary>Whether a rollout was written, even one that could not be read.</summary>
    public bool HasRollout { get; init; }

    /// <summary>How the rollout moves; null without one.</summary>
    public Plan? Rollout { get; init; }

    /// <summary>What buckets are drawn with.</summary>
    public string EffectiveSalt => Salt ?? (Bucketing == Bucketing.Native ? Key.ToLowerInvariant() : Key);

    /// <summary>How it was written in one word, and what that implies; <see cref="FlagShorthand.None"/> for an object.</summary>
    public FlagShorthand Shorthand { get; init; }
}
