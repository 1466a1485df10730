
namespace Progressive.Rollouts;

/// <summary>Two records of one flag that grew apart: the more careful one wins, part by part.</summary>
internal static class FlagRecordMerge
{
    public static FlagRecord Merge(FlagRecord stored, FlagRecord ours)
    {
        var rollouts = stored.Rollouts.ToBuilder();
        foreach (var own in ours.Rollouts)
        {
            var index = -1;
            for (var i = 0; i < rollouts.Count; i++)
            {
                if (string.Equals(rollouts[i].State.Revision, own.State.Revision, StringComparison.Ordinal))
                {
                    index = i;
                }
            }

            if (index < 0)
            {
                rollouts.Add(own);
            }
            else
            {
                rollouts[index] = Merge(rollouts[index], own);
            }
        }

        while (rollouts.Count > FlagRecord.MostRollouts)
        {
            rollouts.RemoveAt(0);
        }

        return stored with
        {
            Kill = stored.Kill ?? ours.Kill,
            Closed = [.. stored.Closed.Union(ours.Closed)],
            Rollouts = rollouts.ToImmutable(),
        };
    }

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
