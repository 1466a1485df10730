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
        RolloutEvent.Tick tick => Tick(plan, state, tick, now),
        RolloutEvent.Breach breach => state.IsGuarded
            ? RollBack(state, RolloutReason.Breach, "guard", breach.Evidence, now)
            : new RolloutDecision(state),
        RolloutEvent.Crash => Crash(state, now),

        // A candidate that is past its bake is what the service is: its process may die for any reason.
        RolloutEvent.Take => new RolloutDecision(state.IsGuarded ? state with { IsServing = true } : state),
        RolloutEvent.Leave => new RolloutDecision(state with { IsServing = false, Crashes = 0 }),
        RolloutEvent.Replan => Replan(plan, state, now),
        RolloutEvent.Command command => RolloutCommands.Next(plan, state, command, now),
        _ => throw new ArgumentOutOfRangeException(nameof(happened)),
    };

    public static RolloutDecision Enter(Plan plan, RolloutState state, int index, string by, string explanation, DateTimeOffset now)
    {
        var step = plan.Steps[index];
        var next = state with { Step = index, TimeInStep = TimeSpan.Zero, IsHolding = false, Phase = RolloutPhase.Progressing, Reason = RolloutReason.None };
        if (step.Kind == StepKind.Approval)
        {
            return Record("waiting", next with { Phase = RolloutPhase.Paused, Reason = RolloutReason.Approval }, state, by, explanation, now);
        }

        if (step.Promotes)
        {
            var promoted = next with { Phase = RolloutPhase.Promoted, Weight = Share.All, TimeInBake = TimeSpan.Zero, IsBaked = plan.Bake <= TimeSpan.Zero };
            return Record("promoted", promoted, state, by, explanation, now);
        }

        // Weights never decrease on the way up: a plan edited to smaller shares takes effect at the steps still above the present weight.
        var weight = step.Share > state.Weight ? step.Share : state.Weight;
        return Record(state.Step < 0 && state.Weight == Share.None ? "started" : "raised", next with { Weight = weight }, state, by, explanation, now);
    }

    public static RolloutDecision RollBack(RolloutState state, RolloutReason reason, string by, string explanation, DateTimeOffset now) => Record(
        "rolled-back",
        state with { Phase = RolloutPhase.RolledBack, Reason = reason, Weight = Share.None, IsHolding = false, IsServing = false },
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

    private static RolloutDecision Tick(Plan plan, RolloutState state, RolloutEvent.Tick tick, DateTimeOffset now)
    {
        switch (state.Phase)
        {
            case RolloutPhase.Progressing when state.Step < 0:
                // Nothing has been served yet, so there is nothing to have earned; a re-planned rollout that already has weight must earn its next share.
                return state.Weight == Share.None || tick.IsEarned
                    ? Enter(plan, state, 0, "plan", state.Weight == Share.None ? "nothing has been served yet" : tick.Evidence, now)
                    : new RolloutDecision(state with { IsHolding = true });

            case RolloutPhase.Progressing:
                var progressed = state with { TimeInStep = state.TimeInStep + tick.Elapsed };
                if (plan.Steps[state.Step].Duration is { } duration && progressed.TimeInStep < duration)
                {
                    return new RolloutDecision(progressed with { IsHolding = false });
                }

                return tick.IsEarned
                    ? Enter(plan, progressed, state.Step + 1, "plan", tick.Evidence, now)
                    : new RolloutDecision(progressed with { IsHolding = true });

            case RolloutPhase.Promoted when !state.IsBaked:
                var baking = state with { TimeInBake = state.TimeInBake + tick.Elapsed };
                return baking.TimeInBake >= plan.Bake
                    ? Record("baked", baking with { IsBaked = true, IsServing = false, Crashes = 0 }, baking, "plan", tick.Evidence, now)
                    : new RolloutDecision(baking);

            default:
                return new RolloutDecision(state);
        }
    }

    private static RolloutDecision Crash(RolloutState state, DateTimeOffset now)
    {
        if (!state.IsServing || state.Phase == RolloutPhase.RolledBack)
        {
            return new RolloutDecision(state);
        }

        var crashed = state with { Crashes = state.Crashes + 1, IsServing = false };
        var explanation = $"the process died while the candidate served, {crashed.Crashes} of {MostCrashes} in a row";
        return crashed.Crashes >= MostCrashes
            ? RollBack(crashed, RolloutReason.Crash, "process", explanation, now)
            : Record("crashed", crashed, state, "process", explanation, now);
    }

    private static RolloutDecision Replan(Plan plan, RolloutState state, DateTimeOffset now)
    {
        var text = PlanText.Of(plan);
        if (string.Equals(text, state.PlanText, StringComparison.Ordinal))
        {
            return new RolloutDecision(state);
        }

        var planned = state with { PlanText = text };
        if (state.PlanText.Length == 0)
        {
            return new RolloutDecision(planned);
        }

        if (state.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack)
        {
            var last = plan.Steps.Count - 1;
            var end = state.Phase == RolloutPhase.Promoted ? last : Math.Min(state.Step, last);
            return end == state.Step ? new RolloutDecision(planned) : Record("replanned", planned with { Step = end }, state, "plan", text, now);
        }

        // In place, at the present weight, and never a raise by itself: the last step whose share the candidate already has.
        var step = -1;
        for (var i = 0; i < plan.Steps.Count && state.Weight > Share.None; i++)
        {
            if (plan.Steps[i] is { Kind: StepKind.Share, Promotes: false } candidate && candidate.Share <= state.Weight)
            {
                step = i;
            }
        }

        planned = planned with { Step = step, IsHolding = false, TimeInStep = step == state.Step ? state.TimeInStep : TimeSpan.Zero };
        if (state is { Phase: RolloutPhase.Paused, Reason: RolloutReason.Approval })
        {
            // An approval that the edited plan still asks for here stays asked for; one that it dropped is no longer waited for.
            planned = plan.Steps[step + 1].Kind == StepKind.Approval
                ? planned with { Step = step + 1 }
                : planned with { Phase = RolloutPhase.Progressing, Reason = RolloutReason.None };
        }

        return Record("replanned", planned, state, "plan", text, now);
    }
}
