using Progressive.Assignment;

namespace Progressive.Rollouts;

/// <summary>What an operator's word does in each phase; refusals say what would work.</summary>
internal static class RolloutCommands
{
    public static RolloutDecision Next(Plan plan, RolloutState state, RolloutEvent.Command command, DateTimeOffset now)
    {
        var (reason, by) = (command.Reason, command.By);
        return (command.Verb, state.Phase) switch
        {
            (RolloutVerb.Promote, _) => Promote(plan, state, command, now),
            (RolloutVerb.PromoteFully, _) => PromoteFully(plan, state, command, now),

            (RolloutVerb.Approve, RolloutPhase.Paused) when state.Reason == RolloutReason.Approval =>
                Enter(plan, state, state.Step + 1, command, reason, now),
            (RolloutVerb.Approve, _) => Refuse(state, "it does not wait for an approval"),

            (RolloutVerb.Pause, RolloutPhase.Progressing) => Pause(state, by, reason, now),

            // What is promoted and not committed has one more step to be kept from.
            (RolloutVerb.Pause, RolloutPhase.Promoted) when PlanCourse.IsCommitAhead(plan, state) => Pause(state, by, reason, now),
            (RolloutVerb.Pause, _) => new RolloutDecision(state),

            (RolloutVerb.Resume, RolloutPhase.Paused) when state.Reason != RolloutReason.Approval =>
                RolloutStateMachine.Record("resumed", Resumed(plan, state), state, by, reason, now),
            (RolloutVerb.Resume, RolloutPhase.Paused) => Refuse(state, "it waits for an approval; approve it"),
            (RolloutVerb.Resume, _) => Refuse(state, "it is not paused"),

            (RolloutVerb.Abort, RolloutPhase.RolledBack) => new RolloutDecision(state),
            (RolloutVerb.Abort, _) when state.IsCommitted =>
                Refuse(state, "it is committed, so stable can no longer serve; kill the flag, or go on to another revision"),
            (RolloutVerb.Abort, _) => RolloutStateMachine.RollBack(state, RolloutReason.Operator, by, reason, now),

            (RolloutVerb.Retry, RolloutPhase.RolledBack) => RolloutStateMachine.Record("retried", Anew(state), state, by, reason, now),
            (RolloutVerb.Retry, _) => Refuse(state, "it was not rolled back"),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }

    private static RolloutDecision Promote(Plan plan, RolloutState state, RolloutEvent.Command command, DateTimeOffset now)
    {
        if (WhyNot(state) is { } refusal)
        {
            return Refuse(state, refusal);
        }

        if (state.Weight == Share.All)
        {
            return state.Phase == RolloutPhase.Promoted && plan.Steps[^1].Kind == StepKind.Commit
                ? Enter(plan, state, plan.Steps.Count - 1, command, Waived(command), now)
                : Refuse(state, state.Phase == RolloutPhase.Promoted ? "it is promoted already" : "it has everything already; resume it");
        }

        var following = PlanCourse.Following(plan, state);
        return following >= plan.Steps.Count || (PlanCourse.IsAtCeiling(plan, state) && plan.Steps[following].Kind is StepKind.Share or StepKind.Commit)
            ? Refuse(state, $"it is at its ceiling; raise \"UpTo\": \"{plan.UpTo}\" in the definition")
            : Enter(plan, state, following, command, Waived(command), now);
    }

    private static RolloutDecision PromoteFully(Plan plan, RolloutState state, RolloutEvent.Command command, DateTimeOffset now) =>
        WhyNot(state) is { } refusal ? Refuse(state, refusal)
            : state.Weight == Share.All ? Refuse(state, state.Phase == RolloutPhase.Promoted ? "it is promoted already" : "it has everything already; resume it")
            : plan.UpTo < Share.All ? Refuse(state, $"its ceiling is below 100%; raise \"UpTo\": \"{plan.UpTo}\" in the definition")
            : Enter(plan, state, PlanCourse.PromotingStep(plan), command, Waived(command), now);

    private static string? WhyNot(RolloutState state) =>
        state.Phase == RolloutPhase.RolledBack ? "it was rolled back; retry it, or try another revision"
            : !state.IsCommitted ? null
            : state.Phase == RolloutPhase.Paused ? "it is committed, and paused by a breach; resume it"
            : "it is committed already";

    // A freeze delays the plan and not a person; that somebody went past one is kept.
    private static RolloutDecision Enter(Plan plan, RolloutState state, int index, RolloutEvent.Command command, string explanation, DateTimeOffset now) =>
        RolloutStateMachine.Enter(
            plan,
            state,
            index,
            command.By,
            command.Freeze is { } freeze && plan.Steps[index].Kind is StepKind.Share or StepKind.Commit ? $"freeze overridden ({freeze}): {explanation}" : explanation,
            now);

    public static RolloutDecision Pause(RolloutState state, string by, string reason, DateTimeOffset now) => RolloutStateMachine.Record(
        "paused", state with { Phase = RolloutPhase.Paused, Reason = RolloutReason.Operator, IsHolding = false }, state, by, reason, now);

    // Back to what was paused: a breach may have come upon an approval or a bake as well as upon a step.
    private static RolloutState Resumed(Plan plan, RolloutState state)
    {
        var resumed = state with
        {
            Phase = state.Weight == Share.All ? RolloutPhase.Promoted : RolloutPhase.Progressing,
            Reason = RolloutReason.None,

            // Whoever resumes has looked at the breach, and may be told of the next one.
            Reported = state.Reason == RolloutReason.Breach ? [] : state.Reported,
        };
        return resumed.Step >= 0 && plan.Steps[resumed.Step].Kind == StepKind.Approval
            ? resumed with { Phase = RolloutPhase.Paused, Reason = RolloutReason.Approval }
            : resumed;
    }

    private static RolloutState Anew(RolloutState state) => state with
    {
        Phase = RolloutPhase.Progressing,
        Reason = RolloutReason.None,
        Step = -1,
        TimeInStep = TimeSpan.Zero,
        TimeHolding = TimeSpan.Zero,
        TimeInBake = TimeSpan.Zero,
        IsBaked = false,
        Reported = [],
        Crashes = 0,
    };

    private static string Waived(RolloutEvent.Command command) => $"evidence waived: {command.Reason}";

    private static RolloutDecision Refuse(RolloutState state, string why) => new(state, Refusal: why);
}
