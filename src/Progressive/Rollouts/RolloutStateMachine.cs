using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>
/// The rollout as a pure function: plan, state and event in, next state out. No clock, no I/O, no randomness; docs/specs/rollout-state-machine.md
/// is its contract and the history it writes replays to the same state.
/// </summary>
internal static class RolloutStateMachine
{
    /// <summary>The third process in a row that dies while the candidate serves takes it back.</summary>
    public const int MostCrashes = 3;

    // History is stored; a reason of any length must not keep a rollback from being written.
    private const int MostExplanation = 1_000;

    public static RolloutDecision Next(Plan plan, RolloutState state, RolloutEvent happened, DateTimeOffset now) => happened switch
    {
        RolloutEvent.Tick tick => RolloutProgress.Next(plan, state, tick, now),
        RolloutEvent.Breach breach => RolloutBreach.Next(plan, state, breach, now),
        RolloutEvent.Crash => Crash(state, now),

        // A candidate that is past its bake is what the service is: its process may die for any reason.
        RolloutEvent.Take => new RolloutDecision(state.IsOnTrial ? state with { IsServing = true } : state),
        RolloutEvent.Leave => new RolloutDecision(state with { IsServing = false, Crashes = 0 }),
        RolloutEvent.Replan => RolloutReplan.Next(plan, state, now),
        RolloutEvent.Command command => RolloutCommands.Next(plan, state, command, now),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    public static RolloutDecision Enter(Plan plan, RolloutState state, int index, string by, string explanation, DateTimeOffset now)
    {
        var step = plan.Steps[index];
        var next = state with
        {
            Step = index,
            TimeInStep = TimeSpan.Zero,
            TimeHolding = TimeSpan.Zero,
            IsHolding = false,
            Phase = RolloutPhase.Progressing,
            Reason = RolloutReason.None,
        };
        switch (step.Kind)
        {
            case StepKind.Approval:
                return Record("waiting", next with { Phase = RolloutPhase.Paused, Reason = RolloutReason.Approval }, state, by, explanation, now);
            case StepKind.Preview:
                return Record("previewing", next, state, by, explanation, now);
            case StepKind.Commit:
                var committed = next with { Phase = RolloutPhase.Promoted, IsCommitted = true, IsBaked = true, IsServing = false, Crashes = 0 };
                return Record("committed", committed, state, by, explanation, now);
        }

        // Weights never decrease on the way up: a plan edited to smaller shares takes effect at the steps still above the present weight.
        var target = PlanCourse.Target(plan, index);
        var present = PlanCourse.Present(plan, state, index);
        var weight = target > present ? target : present;
        if (step.Promotes && weight == Share.All)
        {
            var isBaked = plan.Bake <= TimeSpan.Zero && plan.Steps[^1].Kind != StepKind.Commit;
            var promoted = next.WithShare(null, weight) with { Phase = RolloutPhase.Promoted, TimeInBake = TimeSpan.Zero, IsBaked = isBaked };
            return Record("promoted", promoted, state, by, explanation, now);
        }

        var raised = Record(state.Step < 0 && !state.HasShare ? "started" : "raised", next.WithShare(step.Segment, weight), state, by, explanation, now);
        return step.Segment is null ? raised : OfSegment(raised, step.Segment, present, weight);
    }

    public static RolloutDecision RollBack(RolloutState state, RolloutReason reason, string by, string explanation, DateTimeOffset now) => Record(
        "rolled-back",
        state with { Phase = RolloutPhase.RolledBack, Reason = reason, Weight = Share.None, Segments = [], IsHolding = false, IsServing = false },
        state,
        by,
        explanation,
        now);

    public static RolloutDecision Record(string what, RolloutState next, RolloutState before, string by, string explanation, DateTimeOffset now)
    {
        var transition = new RolloutTransition
        {
            At = now,
            What = what,
            Phase = next.Phase,
            Reason = next.Reason,
            Step = next.Step,
            From = before.Weight,
            To = next.Weight,
            By = by,
            Explanation = explanation.Length <= MostExplanation ? explanation : explanation[..MostExplanation] + "…",
        };
        var history = before.History.Length < RolloutState.MostHistory ? before.History : before.History.RemoveAt(0);
        return new RolloutDecision(next with { Version = before.Version + 1, History = history.Add(transition) }, transition);
    }

    private static RolloutDecision OfSegment(RolloutDecision decision, string segment, Share from, Share to)
    {
        var transition = decision.Transition! with { Segment = segment, From = from, To = to };
        var history = decision.State.History;
        return new RolloutDecision(decision.State with { History = history.SetItem(history.Length - 1, transition) }, transition);
    }

    private static RolloutDecision Crash(RolloutState state, DateTimeOffset now)
    {
        if (!state.IsServing || state.Phase == RolloutPhase.RolledBack || state.IsCommitted)
        {
            return new RolloutDecision(state);
        }

        var crashed = state with { Crashes = state.Crashes + 1, IsServing = false };
        var explanation = $"the process died while the candidate served, {crashed.Crashes} of {MostCrashes} in a row";
        return crashed.Crashes >= MostCrashes
            ? RollBack(crashed, RolloutReason.Crash, "process", explanation, now)
            : Record("crashed", crashed, state, "process", explanation, now);
    }
}
