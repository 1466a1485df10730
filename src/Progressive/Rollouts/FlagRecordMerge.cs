
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
            else if (IsMoreCareful(own.State, rollouts[index].State))
            {
                rollouts[index] = own;
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

    // What one side has committed, no other takes back. Else a rollback that the other side has not seen beats everything; else the one that saw more transitions, then the lower weight.
    private static bool IsMoreCareful(RolloutState left, RolloutState right)
    {
        if (left.IsCommitted != right.IsCommitted)
        {
            return left.IsCommitted;
        }

        if (IsUnseenRollback(left, right))
        {
            return true;
        }

        if (IsUnseenRollback(right, left))
        {
            return false;
        }

        return left.Version != right.Version ? left.Version > right.Version : left.Weight < right.Weight;
    }

    private static bool IsUnseenRollback(RolloutState rolledBack, RolloutState other) =>
        rolledBack.Phase == RolloutPhase.RolledBack
        && rolledBack.History is [.., var rollback]
        && !other.History.Contains(rollback);
}
