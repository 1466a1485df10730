namespace Progressive.Rollouts;

/// <summary>What an operator's word does in each phase; refusals say what would work.</summary>
internal static class RolloutCommands
{
    public static RolloutDecision Next(Plan plan, RolloutState state, RolloutEvent.Command command, DateTimeOffset now)
    {
        var (verb, reason, by) = (command.Verb, command.Reason, command.By);
        return (verb, state.Phase) switch
        {
            (RolloutVerb.Promote or RolloutVerb.PromoteFully, RolloutPhase.RolledBack) =>
                Refuse(state, "it was rolled back; retry it, or try another revision"),
            (RolloutVerb.Promote or RolloutVerb.PromoteFully, RolloutPhase.Promoted) => Refuse(state, "it is promoted already"),
            (RolloutVerb.Promote, _) => RolloutStateMachine.Enter(plan, state, state.Step + 1, by, Waived(reason), now),
            (RolloutVerb.PromoteFully, _) => RolloutStateMachine.Enter(plan, state, LastStep(plan), by, Waived(reason), now),

            (RolloutVerb.Approve, RolloutPhase.Paused) when state.Reason == RolloutReason.Approval =>
                RolloutStateMachine.Enter(plan, state, state.Step + 1, by, reason, now),
            (RolloutVerb.Approve, _) => Refuse(state, "it does not wait for an approval"),

            (RolloutVerb.Pause, RolloutPhase.Progressing) => Pause(state, by, reason, now),
            (RolloutVerb.Pause, _) => new RolloutDecision(state),

            (RolloutVerb.Resume, RolloutPhase.Paused) when state.Reason != RolloutReason.Approval => RolloutStateMachine.Record(
                "resumed", state with { Phase = RolloutPhase.Progressing, Reason = RolloutReason.None }, state, by, reason, now),
            (RolloutVerb.Resume, RolloutPhase.Paused) => Refuse(state, "it waits for an approval; approve it"),
            (RolloutVerb.Resume, _) => Refuse(state, "it is not paused"),

            (RolloutVerb.Abort, RolloutPhase.RolledBack) => new RolloutDecision(state),
            (RolloutVerb.Abort, _) => RolloutStateMachine.RollBack(state, RolloutReason.Operator, by, reason, now),

            (RolloutVerb.Retry, RolloutPhase.RolledBack) => RolloutStateMachine.Record(
                "retried",
                state with
                {
                    Phase = RolloutPhase.Progressing,
                    Reason = RolloutReason.None,
                    Step = -1,
                    TimeInStep = TimeSpan.Zero,
                    TimeInBake = TimeSpan.Zero,
                    IsBaked = false,
                    Crashes = 0,
                },
                state,
                by,
                reason,
                now),
            (RolloutVerb.Retry, _) => Refuse(state, "it was not rolled back"),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }

    public static RolloutDecision Pause(RolloutState state, string by, string reason, DateTimeOffset now) => RolloutStateMachine.Record(
        "paused", state with { Phase = RolloutPhase.Paused, Reason = RolloutReason.Operator, IsHolding = false }, state, by, reason, now);

    private static string Waived(string reason) => $"evidence waived: {reason}";

    private static int LastStep(Plan plan)
    {
        var index = 0;
        while (!plan.Steps[index].Promotes)
        {
            index++;
        }

        return index;
    }

    private static RolloutDecision Refuse(RolloutState state, string why) => new(state, Refusal: why);
}
