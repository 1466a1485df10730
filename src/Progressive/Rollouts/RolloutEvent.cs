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
    public sealed record Tick(TimeSpan Elapsed, bool IsEarned, string Evidence) : RolloutEvent;

    /// <summary>A guard was breached.</summary>
    /// <param name="Evidence">Which, and on what evidence.</param>
    public sealed record Breach(string Evidence) : RolloutEvent;

    /// <summary>At start the serving mark of a process that did not stop cleanly was found.</summary>
    public sealed record Crash : RolloutEvent;

    /// <summary>The process takes the rollout up: the serving mark is set.</summary>
    public sealed record Take : RolloutEvent;

    /// <summary>The process stops cleanly: the serving mark is cleared.</summary>
    public sealed record Leave : RolloutEvent;

    /// <summary>The plan was edited.</summary>
    public sealed record Replan : RolloutEvent;

    /// <summary>An operator's word.</summary>
    /// <param name="Verb">What to do.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="By">Who.</param>
    public sealed record Command(RolloutVerb Verb, string Reason, string By) : RolloutEvent;
}
