namespace Progressive.Rollouts;

/// <summary>A rollout at one moment, for people.</summary>
internal static class RolloutSummary
{
    public static RolloutStatus Of(RolloutRun run)
    {
        var spec = run.Spec;
        var state = run.State;
        var waiting = run.Waiting;
        return new RolloutStatus
        {
            Flag = spec.Flag,
            Revision = spec.Revision,
            Phase = state.Phase,
            Reason = state.Reason,
            Plan = spec.Plan,
            Step = state.Step,
            Weight = run.IsOpen || state.IsCommitted ? state.Weight : Assignment.Share.None,
            Segments = run.IsOpen ? state.Segments : [],
            Reach = run.Reach,
            TimeInStep = state.TimeInStep,
            IsHolding = state.IsHolding,
            Waiting = waiting,
            FrozenUntil = run.Freeze?.Until,
            IsBaked = state.IsBaked,
            IsCommitted = state.IsCommitted,
            Desired = new RolloutDesired($"{spec.Plan.Name}: {PlanText.Of(spec.Plan)}", spec.Revision, spec.Plan.UpTo),
            Difference = run.Off is { } off ? $"everybody gets Off: {off}" : RolloutDifference.Of(spec, state, run.IsOpen, waiting),
            Guards = run.Guards,
            IsSaved = run.IsSaved,
            Version = state.Version,
            History = state.History,
        };
    }
}
