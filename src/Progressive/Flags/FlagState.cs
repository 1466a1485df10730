using System.Collections.Immutable;
using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>What is happening to a flag, beside what was written: kill, rollout weight, and which variants may not be served.</summary>
/// <param name="KillReason">Not null when the flag is killed.</param>
/// <param name="Revision">The candidate revision that <paramref name="Weight"/> belongs to; for another revision the weight is zero.</param>
/// <param name="Weight">The rollout's present weight.</param>
/// <param name="Closed">Variants closed by guards, rollouts or operators, each for one revision; no revision closes only a variant without one.</param>
/// <param name="Unready">Variants that are missing or warming here.</param>
internal sealed record FlagState(
    string? KillReason,
    string? Revision,
    Share Weight,
    ImmutableDictionary<(string Variant, string? Revision), Availability> Closed,
    ImmutableDictionary<string, Availability> Unready)
{
    /// <summary>What members of segments have beyond <see cref="Weight"/>.</summary>
    public ImmutableArray<(string Segment, Share Share)> Segments { get; init; } = [];

    /// <summary>The segment among whose members the candidate is drawn at present; null: among everybody who has no larger share by a segment.</summary>
    public string? DrawnSegment { get; init; }

    /// <summary>What the shares were; null where that is not known.</summary>
    public WeightTimeline? Timeline { get; init; }

    /// <summary>Whether the rollout of <see cref="Revision"/> is committed: stable can no longer serve, and the candidate does in its place.</summary>
    public bool IsCommitted { get; init; }

    public static FlagState Initial { get; } = new(
        null,
        null,
        Share.None,
        ImmutableDictionary<(string, string?), Availability>.Empty,
        ImmutableDictionary.Create<string, Availability>(StringComparer.OrdinalIgnoreCase));

    /// <summary>The key under which a variant is closed; names are compared ignoring case, revisions as they are.</summary>
    public static (string Variant, string? Revision) KeyOf(string variant, string? revision) => (variant.ToLowerInvariant(), revision);

    public Availability? ClosureOf(string variant, string? revision) => Closed.Count == 0 ? null : Closed.GetValueOrDefault(KeyOf(variant, revision));
}
