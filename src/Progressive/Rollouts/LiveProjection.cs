using System.Collections.Immutable;
using Progressive.Assignment;
using Progressive.Flags;

namespace Progressive.Rollouts;

/// <summary>What calls see of a flag's record: kill, weight and closures. Pure, so that it can be applied as often as one likes.</summary>
internal static class LiveProjection
{
    /// <param name="before">The flag's live state.</param>
    /// <param name="record">What is in force.</param>
    /// <param name="spec">The rollout the definitions ask for, if any.</param>
    /// <param name="isOpen">Whether the candidate may be served: its saved state is known and its serving mark is written.</param>
    public static FlagState Apply(FlagState before, FlagRecord record, RolloutSpec? spec, bool isOpen)
    {
        var closed = ImmutableDictionary.CreateBuilder<string, (string? Revision, Availability Availability)>(StringComparer.OrdinalIgnoreCase);
        foreach (var variant in record.Closed)
        {
            closed[variant.Variant] = (variant.Revision, Availability.Closed(variant.Evidence));
        }

        string? revision = null;
        var weight = Share.None;
        if (spec is not null)
        {
            revision = spec.Revision;
            var state = record.Find(spec.Revision)?.State;
            if (state is { Phase: RolloutPhase.RolledBack })
            {
                var why = state.History is [.., var last] ? last.Explanation : "rolled back";
                closed[spec.Candidate] = (spec.Revision, Availability.Closed($"rolled back: {why}"));
            }
            else if (!isOpen)
            {
                closed[spec.Candidate] = (spec.Revision, new Availability(AvailabilityKind.Warming, "its saved state is not known yet"));
            }
            else
            {
                weight = state?.Weight ?? Share.None;
            }
        }

        return before with { KillReason = record.Kill?.Reason, Revision = revision, Weight = weight, Closed = closed.ToImmutable() };
    }
}
