using Progressive.Assignment;
using Progressive.Rollouts;
using Xunit;

namespace Progressive.Tests.Rollouts;

/// <summary>Two records of one flag that grew apart.</summary>
public sealed class FlagRecordMergeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Plan s_plan = Plans.Of(Plans.Percent("10%"), Plans.Percent("50%"), Plans.Percent("100%"));

    private static readonly RolloutState s_at10 = Next(new RolloutState { Revision = "1" }, Tick);

    private static RolloutEvent Tick => new RolloutEvent.Tick(TimeSpan.FromSeconds(1), IsEarned: true, "");

    [Fact]
    public void A_pause_is_done_to_whoever_has_not_seen_it()
    {
        var paused = Next(s_at10, Command(RolloutVerb.Pause));
        var ahead = Next(s_at10, Tick);
        Assert.Equal(ahead.Version, paused.Version);
        Assert.Equal((RolloutPhase.Paused, "10%"), Both(ahead, paused, s => (s.Phase, s.Weight.ToString())));

        var further = Next(Next(s_at10, Tick), Command(RolloutVerb.Pause, "lunch"));
        further = Next(further, Command(RolloutVerb.Resume));
        Assert.Equal((RolloutPhase.Paused, "50%", further.Version + 1), Both(further, paused, s => (s.Phase, s.Weight.ToString(), s.Version)));
    }

    [Fact]
    public void A_pause_that_was_seen_and_ended_does_not_come_back()
    {
        var paused = Next(s_at10, Command(RolloutVerb.Pause));
        var resumed = Next(paused, Command(RolloutVerb.Resume));
        Assert.Equal(RolloutPhase.Progressing, Both(resumed, paused, s => s.Phase));
    }

    [Fact]
    public void A_pause_says_nothing_to_what_is_promoted_or_waits_already()
    {
        var paused = Next(s_at10, Command(RolloutVerb.Pause));
        var promoted = Next(Next(Next(s_at10, Tick), Tick), Tick);
        Assert.Equal(RolloutPhase.Promoted, Both(promoted, paused, s => s.Phase));
    }

    [Fact]
    public void A_rollback_is_done_to_whoever_has_not_seen_it()
    {
        var rolledBack = Next(s_at10, new RolloutEvent.Breach("too many"));
        var promoted = Next(Next(Next(s_at10, Tick), Tick), Tick);
        Assert.Equal(
            (RolloutPhase.RolledBack, RolloutReason.Breach, Share.None, promoted.Version + 1),
            Both(promoted, rolledBack, s => (s.Phase, s.Reason, s.Weight, s.Version)));
    }

    [Fact]
    public void A_rollback_that_was_seen_and_tried_again_does_not_come_back()
    {
        var rolledBack = Next(s_at10, new RolloutEvent.Breach("too many"));
        var retried = Next(rolledBack, Command(RolloutVerb.Retry));
        Assert.Equal(RolloutPhase.Progressing, Both(retried, rolledBack, s => s.Phase));
    }

    [Fact]
    public void What_came_after_the_rollback_on_its_own_side_does_not_hide_it()
    {
        var rolledBack = Next(s_at10, new RolloutEvent.Breach("too many"));
        var replanned = RolloutStateMachine.Next(Plans.Of(Plans.Percent("100%")), Next(rolledBack, new RolloutEvent.Replan()), new RolloutEvent.Replan(), s_now).State;
        var promoted = Next(Next(Next(s_at10, Tick), Tick), Tick);
        Assert.Equal(RolloutPhase.RolledBack, Both(promoted, replanned, s => s.Phase));
    }

    [Fact]
    public void Merging_again_changes_nothing()
    {
        var rolledBack = Record(Next(s_at10, new RolloutEvent.Breach("too many")));
        var paused = Record(Next(s_at10, Command(RolloutVerb.Pause)));
        var further = Record(Next(Next(s_at10, Tick), Tick));
        foreach (var lowered in (FlagRecord[])[rolledBack, paused])
        {
            var once = FlagRecordMerge.Merge(further, lowered);
            foreach (var again in (FlagRecord[])[further, lowered, once])
            {
                Assert.Equal(once.Rollouts[0], FlagRecordMerge.Merge(once, again).Rollouts[0]);
                Assert.Equal(once.Rollouts[0], FlagRecordMerge.Merge(again, once).Rollouts[0]);
            }
        }
    }

    [Fact]
    public void What_was_taken_back_is_not_brought_back_by_who_did_not_hear_of_it()
    {
        var killed = FlagRecord.Empty with { Kill = new KillRecord(s_now, "ann", "it burns"), Closed = [new ClosedVariant("b", "1", s_now, "60 of 60")] };

        // The clock of who restores may be behind.
        var restored = killed.Restore(s_now - TimeSpan.FromMinutes(1));
        foreach (var merged in (FlagRecord[])[FlagRecordMerge.Merge(restored, killed), FlagRecordMerge.Merge(killed, restored)])
        {
            Assert.Null(merged.Kill);
            Assert.Empty(merged.Closed);
        }

        var again = restored with { Kill = new KillRecord(restored.After(s_now - TimeSpan.FromMinutes(1)), "bo", "it burns again") };
        Assert.Equal("bo", FlagRecordMerge.Merge(restored, again).Kill?.By);
        Assert.Equal("bo", FlagRecordMerge.Merge(again, killed).Kill?.By);
    }

    [Fact]
    public void What_adds_nothing_leaves_the_stored_record_as_it_is()
    {
        var before = Record(s_at10) with { Kill = new KillRecord(s_now, "ann", "it burns"), Closed = [new ClosedVariant("b", "1", s_now, "60 of 60")] };
        var after = before.Restore(s_now).With(new RolloutRecord(Next(s_at10, Tick), []));
        Assert.Same(after, FlagRecordMerge.Merge(after, before));
        Assert.Same(after, FlagRecordMerge.Merge(after, FlagRecord.Empty));
        Assert.NotSame(before, FlagRecordMerge.Merge(before, after));
    }

    [Fact]
    public void A_revision_that_was_dropped_as_too_old_drives_out_none_that_is_newer()
    {
        var old = Record(At(0));
        var stored = Enumerable.Range(1, FlagRecord.MostRollouts).Aggregate(FlagRecord.Empty, static (record, n) => record.With(new RolloutRecord(At(n), [])));
        Assert.Same(stored, FlagRecordMerge.Merge(stored, old));

        var newest = FlagRecordMerge.Merge(stored, Record(At(99)));
        Assert.Equal([.. Enumerable.Range(2, FlagRecord.MostRollouts - 1).Select(static n => $"r{n}"), "r99"], newest.Rollouts.Select(static rollout => rollout.State.Revision));

        static RolloutState At(int minute) =>
            RolloutStateMachine.Next(s_plan, new RolloutState { Revision = $"r{minute}" }, Tick, s_now + TimeSpan.FromMinutes(minute)).State;
    }

    // It does not matter which of the two was stored.
    private static T Both<T>(RolloutState left, RolloutState right, Func<RolloutState, T> read)
    {
        var merged = read(FlagRecordMerge.Merge(Record(left), Record(right)).Rollouts.Single().State);
        Assert.Equal(merged, read(FlagRecordMerge.Merge(Record(right), Record(left)).Rollouts.Single().State));
        return merged;
    }

    private static FlagRecord Record(RolloutState state) => FlagRecord.Empty.With(new RolloutRecord(state, []));

    private static RolloutState Next(RolloutState state, RolloutEvent happened) => RolloutStateMachine.Next(s_plan, state, happened, s_now).State;

    private static RolloutEvent.Command Command(RolloutVerb verb, string reason = "because") => new(verb, reason, "ann");
}
