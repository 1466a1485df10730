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

    /// <summary>Null: the key in lower case.</summary>
    public string? Salt { get; init; }

    public IReadOnlyList<RuleDefinition> Rules { get; init; } = [];

    public IReadOnlyList<(string Variant, Share Share)> Split { get; init; } = [];

    public IReadOnlyList<Guard> Guards { get; init; } = [];

    public string? Fallback { get; init; }

    /// <summary>Whether a rollout was written, even one that could not be read.</summary>
    public bool HasRollout { get; init; }

    /// <summary>How the rollout moves; null without one.</summary>
    public Plan? Rollout { get; init; }

    /// <summary>How it was written in one word, and what that implies; <see cref="FlagShorthand.None"/> for an object.</summary>
    public FlagShorthand Shorthand { get; init; }
}
