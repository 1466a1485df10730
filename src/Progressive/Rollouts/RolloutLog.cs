using Microsoft.Extensions.Logging;
using Progressive.Assignment;
using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>What rollouts log; the event ids are stable.</summary>
internal sealed partial class RolloutLog(ILogger<RolloutLog> logger)
{
    public void Transition(RolloutSpec spec, RolloutTransition transition)
    {
        switch (transition.What)
        {
            case "rolled-back":
                RolledBack(spec.Flag, spec.Revision, transition.Reason, transition.By, transition.Explanation);
                break;
            case "warned":
                Warned(spec.Flag, spec.Candidate, transition.Explanation);
                break;
            case "would-breach":
                WouldBreach(spec.Flag, spec.Candidate, transition.Explanation);
                break;
            case "alerted":
                Alerted(spec.Flag, spec.Revision, transition.Explanation);
                break;
            case "paused" when transition.Reason == RolloutReason.Breach:
                PausedByBreach(spec.Flag, spec.Revision, transition.To, transition.Explanation);
                break;
            default:
                Moved(spec.Flag, spec.Revision, transition);
                break;
        }
    }

    public void StoreFailed(string flag, Exception exception, bool isNews)
    {
        if (isNews)
        {
            StoreFailed(flag, exception);
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "Rollout of {Flag}, revision {Revision}: {Transition}")]
    private partial void Moved(string flag, string revision, RolloutTransition transition);

    [LoggerMessage(3002, LogLevel.Warning, "Rollout of {Flag}, revision {Revision}: rolled back ({Reason}) by {By}: {Explanation}")]
    private partial void RolledBack(string flag, string revision, RolloutReason reason, string by, string explanation);

    [LoggerMessage(3003, LogLevel.Information, "Rollout of {Flag}, revision {Revision}, is taken up: {Phase} at {Weight}")]
    public partial void Opened(string flag, string revision, RolloutPhase phase, Share weight);

    [LoggerMessage(3004, LogLevel.Error, "The state of {Flag} cannot be written. It is served and guarded as before, nothing is raised, and writing is tried again.")]
    private partial void StoreFailed(string flag, Exception exception);

    [LoggerMessage(3005, LogLevel.Error, "Moving {Flag} on failed unexpectedly; it is served as before, and the next tick tries again.")]
    public partial void StepFailed(string flag, Exception exception);

    [LoggerMessage(3006, LogLevel.Warning, "Variant {Variant} of {Flag} is closed: {Evidence}")]
    public partial void VariantClosed(string flag, string variant, string evidence);

    [LoggerMessage(3007, LogLevel.Warning, "Flag {Flag} is killed by {By}: {Reason}")]
    public partial void Killed(string flag, string by, string reason);

    [LoggerMessage(3008, LogLevel.Information, "Flag {Flag} is restored by {By}: {Reason}")]
    public partial void Restored(string flag, string by, string reason);

    [LoggerMessage(3009, LogLevel.Error, "The saved state cannot be read: {Store}. Candidates of rollouts stay closed until it can be.")]
    public partial void ReadFailed(string store, Exception exception);

    public void Reported(string flag, string variant, GuardMode mode, string evidence)
    {
        if (mode == GuardMode.Warn)
        {
            Warned(flag, variant, evidence);
        }
        else
        {
            WouldBreach(flag, variant, evidence);
        }
    }

    [LoggerMessage(3012, LogLevel.Warning, "A guard on variant {Variant} of {Flag} is breached and only warns: {Evidence}")]
    private partial void Warned(string flag, string variant, string evidence);

    [LoggerMessage(3013, LogLevel.Information, "A guard on variant {Variant} of {Flag} would have been breached, in a dry run: {Evidence}")]
    private partial void WouldBreach(string flag, string variant, string evidence);

    [LoggerMessage(3014, LogLevel.Warning, "Rollout of {Flag}, revision {Revision}: a guard is breached, and the rollout stays as it is: {Evidence}")]
    private partial void Alerted(string flag, string revision, string evidence);

    [LoggerMessage(3015, LogLevel.Warning, "Rollout of {Flag}, revision {Revision}: a guard is breached, and the rollout is paused at {Weight} until a person decides: {Evidence}")]
    private partial void PausedByBreach(string flag, string revision, Share weight, string evidence);

    [LoggerMessage(
        3016,
        LogLevel.Warning,
        "Guard '{Guard}' of {Flag} is on '{Measure}', which nothing under Metrics names: only code that records it feeds the guard, and until a call has, no step is earned. If code does, add it to Metrics with an empty object; otherwise correct the name.")]
    public partial void MeasureUnnamed(string guard, string flag, string measure);

    [LoggerMessage(3010, LogLevel.Error, "The saved state of {Flag} cannot be understood ({Error}). Its candidate stays closed; delete the record to start anew.")]
    public partial void RecordUnreadable(string flag, string error);

    [LoggerMessage(3011, LogLevel.Information, "Rollout states are in {Store}.")]
    public partial void Started(string store);

    [LoggerMessage(3019, LogLevel.Warning, "The store of rollout states is shared ({Store}), and this version judges a rollout in one process: each further one that runs the same rollout takes the serving mark of the first for a crash. Kills, restores and rollbacks of one are heard by all.")]
    public partial void StoreIsShared(string store);

    [LoggerMessage(3017, LogLevel.Warning, "The store of rollout states is not the one it was ({Store}): {What}. Nothing is raised for 15 seconds; what this process remembers is written back, and of two states the more careful one counts.")]
    public partial void StoreForgot(string store, string what);

    [LoggerMessage(3018, LogLevel.Error, "What others write cannot be read: {Store}. What is in force stays in force, nothing is raised, and reading is tried again.")]
    public partial void FollowFailed(string store, Exception exception);
}
