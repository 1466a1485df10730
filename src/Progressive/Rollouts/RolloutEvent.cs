using Progressive.Guards;

namespace Progressive.Rollouts;

/// <summary>Everything that can happen to a rollout. The state machine knows no other way to change one.</summary>
internal abstract record RolloutEvent
{
    private RolloutEvent()
    {
    }

    /// <summary>Time passed.</summary>
    /// <param name="Elapsed">Monotonic time since the last tick.</param>
    /// <param name="IsEarned">Whether the evidence allows the plan's next share.</param>
    /// <param name="Evidence">For the history: what the evidence is, or what is missing.</param>
    /// <param name="Freeze">The freeze that is on; null for none.</param>
    public sealed record Tick(TimeSpan Elapsed, bool IsEarned, string Evidence, string? Freeze = null) : RolloutEvent;

    /// <summary>A guard was breached.</summary>
    /// <param name="Evidence">On what evidence.</param>
    /// <param name="Guard">The guard's text, by which it is reported once.</param>
    /// <param name="Mode">Whether it is enforced, or only reported.</param>
    public sealed record Breach(string Evidence, string Guard = "", GuardMode Mode = GuardMode.Enforce) : RolloutEvent;

    /// <summary>At start the serving mark of a process that did not stop cleanly was found.</summary>
    public sealed record Crash : RolloutEvent;

    /// <summary>The process takes the rollout up: the serving mark is set.</summary>
    public sealed record Take : RolloutEvent;

    /// <summary>The process stops cleanly: the serving mark is cleared.</summary>
    public sealed record Leave : RolloutEvent;

    /// <summary>The plan was edited: its steps, its ceiling or anything else.</summary>
    public sealed record Replan : RolloutEvent;

    /// <summary>An operator's word.</summary>
    /// <param name="Verb">What to do.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="By">Who.</param>
    /// <param name="Freeze">The freeze that is on, which an operator may override; null for none.</param>
    public sealed record Command(RolloutVerb Verb, string Reason, string By, string? Freeze = null) : RolloutEvent;
}
