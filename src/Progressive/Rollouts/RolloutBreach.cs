using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What a breached guard does: in every phase in which guards decide, whatever the rollout waits for.</summary>
internal static class RolloutBreach
{
    public static RolloutDecision Next(Plan plan, RolloutState state, RolloutEvent.Breach breach, DateTimeOffset now)
    {
        if (state.IsLeftAlone)
        {
            return RolloutStateMachine.Record("alerted", state, state, "guard", breach.Evidence, now);
        }

        if (!state.IsGuarded)
        {
            return new RolloutDecision(state);
        }

        if (breach.Mode == GuardMode.Enforce && plan.OnBreach == BreachAction.RollBack && !state.IsCommitted)
        {
            return RolloutStateMachine.RollBack(state, RolloutReason.Breach, "guard", breach.Evidence, now);
        }

        if (state.Reported.Contains(breach.Guard))
        {
            return new RolloutDecision(state);
        }

        var reported = state with { Reported = state.Reported.Add(breach.Guard) };
        var what = breach.Mode switch
        {
            GuardMode.Warn => "warned",
            GuardMode.DryRun => "would-breach",
            _ => "alerted",
        };
        if (breach.Mode == GuardMode.Enforce && plan.OnBreach != BreachAction.Alert && !IsPausedByBreach(state))
        {
            what = "paused";
            reported = reported with { Phase = RolloutPhase.Paused, Reason = RolloutReason.Breach, IsHolding = false };
        }

        return RolloutStateMachine.Record(what, reported, state, "guard", breach.Evidence, now);
    }

    private static bool IsPausedByBreach(RolloutState state) => state is { Phase: RolloutPhase.Paused, Reason: RolloutReason.Breach };
}
