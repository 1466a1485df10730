namespace Progressive.Rollouts;

/// <summary>
/// How a process takes a rollout up: it counts the crash of the one before, plans, and sets the serving mark. Remembers what it has tried to write,
/// because a write that was given up may have happened all the same, and a mark of its own is no crash.
/// </summary>
internal sealed class TakingUp(RolloutEnvironment environment)
{
    private volatile RolloutState? _tried;

    /// <summary>Whether the serving mark may be in the store by now.</summary>
    public bool IsTried => _tried is not null;

    /// <summary>Whether the serving mark in a state is this process's own.</summary>
    public bool IsOwnMark(RolloutState state) =>
        _tried is { } tried && state.IsServing && state.Version == tried.Version && state.Crashes == tried.Crashes;

    /// <summary>The record with the rollout taken up, to be written before the candidate may be served.</summary>
    public (FlagRecord Record, RolloutTransition? Transition) Apply(FlagRecord record, RolloutSpec spec)
    {
        var now = environment.Time.GetUtcNow();
        var saved = record.Find(spec.Revision);
        var found = saved?.State ?? new RolloutState { Revision = spec.Revision };
        var crash = IsOwnMark(found) ? new RolloutDecision(found) : RolloutStateMachine.Next(spec.Plan, found, new RolloutEvent.Crash(), now);
        var planned = RolloutStateMachine.Next(spec.Plan, crash.State, new RolloutEvent.Replan(), now);
        var taken = RolloutStateMachine.Next(spec.Plan, planned.State, new RolloutEvent.Take(), now);
        var evidence = saved?.Evidence ?? [];
        _tried = taken.State;
        return (
            record.With(new RolloutRecord(taken.State, crash.Transition is null ? evidence : CrashEvidence.Add(spec, environment, evidence))),
            crash.Transition ?? planned.Transition);
    }
}
