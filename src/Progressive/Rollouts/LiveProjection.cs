using System.Collections.Immutable;
using Progressive.Assignment;
using Progressive.Flags;

namespace Progressive.Rollouts;

/// <summary>What calls see of a flag's record: kill, weight and closures. Pure, so that it can be applied as often as one likes.</summary>
internal static class LiveProjection
{
    /// <summary>Why nobody is served the candidate whatever its weight; null where that is not so.</summary>
    public static string? WhyOff(FlagSnapshot current, string key) => !current.TryGet(key, out var flag) ? null
        : flag.IsKilled ? "the flag is killed; restore it to go on"
        : flag.Parts.IsEnabled ? null
        : "the flag is off in its definition (\"Enabled\": false); nothing is raised";

    private static WeightTimeline? TimelineOf(RolloutState state)
    {
        if (state.History.IsEmpty)
        {
            return null;
        }

        // A rollback takes from segments what it takes from everybody; a retry gives it back to nobody who was there before.
        string?[] everybody =
        [
            null,
            .. state.History.Select(static entry => entry.Segment).Concat(state.Segments.Select(static entry => entry.Segment)).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        return new WeightTimeline(
        [
            .. everybody.Select(segment => (state.History[0].At, segment, ShareBefore(state, segment))),
            .. state.History.SelectMany(entry => entry.Phase == RolloutPhase.RolledBack
                ? everybody.Select(segment => (entry.At, segment, Share.None))
                : [(entry.At, entry.Segment, entry.To)]),
        ]);
    }

    // The oldest entries may be gone, and with them the one that gave a segment the share that it still has.
    private static Share ShareBefore(RolloutState state, string? segment)
    {
        foreach (var entry in state.History)
        {
            if (string.Equals(entry.Segment, segment, StringComparison.OrdinalIgnoreCase))
            {
                return entry.From;
            }

            if (entry.Phase == RolloutPhase.RolledBack)
            {
                // What it had, and lost by that, is of no account.
                return Share.None;
            }
        }

        return state.Segments.FirstOrDefault(entry => string.Equals(entry.Segment, segment, StringComparison.OrdinalIgnoreCase))?.Share ?? Share.None;
    }

    /// <param name="before">The flag's live state.</param>
    /// <param name="record">What is in force.</param>
    /// <param name="spec">The rollout the definitions ask for, if any.</param>
    /// <param name="isOpen">
    /// Whether the candidate may be served: its saved state is known and its serving mark is written. One that is committed needs no mark, and nothing else may serve in its place.
    /// </param>
    public static FlagState Apply(FlagState before, FlagRecord record, RolloutSpec? spec, bool isOpen)
    {
        var closed = ImmutableDictionary.CreateBuilder<(string Variant, string? Revision), Availability>();
        foreach (var variant in record.Closed)
        {
            closed[FlagState.KeyOf(variant.Variant, variant.Revision)] = Availability.Closed(variant.Evidence);
        }

        // Every revision that was taken back stays so, also while the definitions ask for another one or for no rollout at all.
        foreach (var rollout in record.Rollouts)
        {
            if (rollout.State is { Phase: RolloutPhase.RolledBack, History: var history })
            {
                var why = history is [.., var last] ? last.Explanation : "rolled back";
                closed[FlagState.KeyOf(spec?.Candidate ?? VariantNames.Candidate, rollout.State.Revision)] = Availability.Closed($"rolled back: {why}");
            }
        }

        string? revision = null;
        var weight = Share.None;
        ImmutableArray<(string, Share)> segments = [];
        string? drawn = null;
        WeightTimeline? timeline = null;
        var isCommitted = false;
        if (spec is not null)
        {
            revision = spec.Revision;
            var state = record.Find(spec.Revision)?.State;
            isCommitted = state is { IsCommitted: true };
            if (isOpen || isCommitted)
            {
                weight = state?.Weight ?? Share.None;
                segments = state is null ? [] : [.. state.Segments.Select(static entry => (entry.Segment, entry.Share))];
                drawn = state is null ? null : PlanCourse.DrawnSegment(spec.Plan, state);
                timeline = state is null ? null : TimelineOf(state);
            }
            else
            {
                closed[FlagState.KeyOf(spec.Candidate, spec.Revision)] = new Availability(AvailabilityKind.Warming, "its saved state is not known yet");
            }
        }

        return before with
        {
            KillReason = record.Kill?.Reason,
            Revision = revision,
            Weight = weight,
            Segments = segments,
            DrawnSegment = drawn,
            Timeline = timeline,
            IsCommitted = isCommitted,
            Closed = closed.ToImmutable(),
        };
    }
}
