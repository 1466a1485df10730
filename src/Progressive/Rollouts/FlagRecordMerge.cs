using System.Collections.Immutable;

namespace Progressive.Rollouts;

/// <summary>Two records of one flag that grew apart: the more careful one wins, part by part.</summary>
internal static class FlagRecordMerge
{
    /// <returns>The more careful of both; the same instance as <paramref name="stored"/> where ours adds nothing to it.</returns>
    public static FlagRecord Merge(FlagRecord stored, FlagRecord ours)
    {
        var rollouts = Rollouts(stored.Rollouts, ours.Rollouts);
        var restored = ours.Restored > (stored.Restored ?? DateTimeOffset.MinValue) ? ours.Restored : stored.Restored;
        var kill = Standing(stored.Kill, restored) ?? Standing(ours.Kill, restored);
        ImmutableArray<ClosedVariant> closed = [.. stored.Closed.Union(ours.Closed).Where(variant => !(variant.At <= restored))];
        return rollouts.SequenceEqual(stored.Rollouts) && kill == stored.Kill && restored == stored.Restored && closed.SequenceEqual(stored.Closed)
            ? stored
            : stored with { Kill = kill, Closed = closed, Rollouts = rollouts, Restored = restored };
    }

    private static KillRecord? Standing(KillRecord? kill, DateTimeOffset? restored) => kill?.At <= restored ? null : kill;

    private static ImmutableArray<RolloutRecord> Rollouts(ImmutableArray<RolloutRecord> stored, ImmutableArray<RolloutRecord> ours)
    {
        var rollouts = stored;
        foreach (var own in ours)
        {
            var index = -1;
            for (var i = 0; i < rollouts.Length; i++)
            {
                if (string.Equals(rollouts[i].State.Revision, own.State.Revision, StringComparison.Ordinal))
                {
                    index = i;
                }
            }

            if (index < 0)
            {
                rollouts = rollouts.Add(own);
            }
            else if (Merge(rollouts[index], own) is var merged && !ReferenceEquals(merged, rollouts[index]))
            {
                rollouts = rollouts.SetItem(index, merged);
            }
        }

        // What one side has dropped as too old must not drive out what is newer.
        return rollouts.Length == stored.Length ? rollouts : [.. rollouts.OrderBy(LastChange).TakeLast(FlagRecord.MostRollouts)];
    }

    private static DateTimeOffset LastChange(RolloutRecord rollout) => rollout.State.History is [.., var last] ? last.At : DateTimeOffset.MinValue;

    // The one that saw more transitions, then the lower weight; and what the other one took back without its knowledge is taken back from it.
    private static RolloutRecord Merge(RolloutRecord stored, RolloutRecord ours)
    {
        var (kept, other) = IsAhead(ours.State, stored.State) ? (ours, stored) : (stored, ours);
        return other.State switch
        {
            // What one side has committed, no other takes back.
            _ when kept.State.IsCommitted => kept,
            { Phase: RolloutPhase.RolledBack } when kept.State.Phase != RolloutPhase.RolledBack && Unseen("rolled-back") is { } entry => new RolloutRecord(
                RolloutStateMachine.RollBack(kept.State, entry.Reason, entry.By, entry.Explanation, entry.At).State,
                other.Evidence is [] ? kept.Evidence : other.Evidence),
            { Phase: RolloutPhase.Paused, Reason: RolloutReason.Operator } when kept.State.Phase == RolloutPhase.Progressing && Unseen("paused") is { } entry =>
                kept with { State = RolloutCommands.Pause(kept.State, entry.By, entry.Explanation, entry.At).State },
            _ => kept,
        };

        RolloutTransition? Unseen(string what) =>
            other.State.History.LastOrDefault(h => h.What == what) is { } entry && !HasSeen(kept.State, entry) ? entry : null;
    }

    private static bool IsAhead(RolloutState left, RolloutState right) =>
        left.IsCommitted != right.IsCommitted ? left.IsCommitted
        : left.Version != right.Version ? left.Version > right.Version : left.Weight < right.Weight;

    // Not by steps and weights: taken back from another state, the same entry names others.
    private static bool HasSeen(RolloutState state, RolloutTransition transition) => state.History.Any(h =>
        h.At == transition.At && h.What == transition.What && h.By == transition.By && h.Explanation == transition.Explanation);
}
