namespace Progressive;

/// <summary>What probes ask. Both answers come from cached state: no store, network or disk is touched.</summary>
/// <remarks>Safe for use by many threads.</remarks>
public interface IProgressiveReadiness
{
    /// <summary>
    /// Whether starting is over: definitions are loaded, saved state is read and rollouts are taken up (or five seconds have passed without), and candidates that
    /// the start waits for (<c>ReadyWhen(…, waitAtStart: …)</c>) are ready or have had their time.
    /// </summary>
    bool IsStarted { get; }

    /// <summary>Whether every required flag has a variant that can serve everybody, whatever has been taken back.</summary>
    /// <param name="requiredFlags">The flags this process is useless without; may be empty.</param>
    /// <param name="why">For people: which flag cannot serve and why. Null when ready.</param>
    /// <returns>False when some required flag is not defined, or its stable variant may not be served here.</returns>
    bool IsReady(IReadOnlyList<string> requiredFlags, out string? why);
}
