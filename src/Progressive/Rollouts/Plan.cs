using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>How weight moves from stable to candidate, and what is watched meanwhile. Immutable; a plan can be shared by many flags.</summary>
public sealed record Plan
{
    /// <summary>The plan's name, or the flag's key for a plan written at the flag.</summary>
    public required string Name { get; init; }

    /// <summary>The steps, in order; shares do not decrease and the last share is 100%.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>What must hold at every step; empty for a ramp by the clock alone.</summary>
    public IReadOnlyList<Guard> Guards { get; init; } = [];

    /// <summary>How long after 100% guards still decide; zero: not at all. Default: zero.</summary>
    public TimeSpan Bake { get; init; }

    /// <summary>Whether two plans say the same.</summary>
    /// <param name="other">The plan to compare with.</param>
    /// <returns>True when name, steps, guards and bake are equal.</returns>
    public bool Equals(Plan? other) =>
        other is not null && Name == other.Name && Bake == other.Bake && Steps.SequenceEqual(other.Steps) && Guards.SequenceEqual(other.Guards);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Steps.Count, Guards.Count, Bake);
}
