using System.Collections.Immutable;
using Progressive.Assignment;

namespace Progressive.Flags;

/// <summary>What is happening to a flag, beside what was written: kill, rollout weight, and which variants may not be served.</summary>
/// <param name="KillReason">Not null when the flag is killed.</param>
/// <param name="Revision">The candidate revision that <paramref name="Weight"/> belongs to; for another revision the weight is zero.</param>
/// <param name="Weight">The rollout's present weight.</param>
/// <param name="Closed">Variants closed by guards, rollouts or operators, with the revision they were closed for (null: every revision).</param>
/// <param name="Unready">Variants that are missing or warming here.</param>
internal sealed record FlagState(
    string? KillReason,
    string? Revision,
    Share Weight,
    ImmutableDictionary<string, (string? Revision, Availability Availability)> Closed,
    ImmutableDictionary<string, Availability> Unready)
{
    public static FlagState Initial { get; } = new(
        null,
        null,
        Share.None,
        ImmutableDictionary.Create<string, (string?, Availability)>(StringComparer.OrdinalIgnoreCase),
        ImmutableDictionary.Create<string, Availability>(StringComparer.OrdinalIgnoreCase));
}
