namespace Progressive.Rollouts;

/// <summary>Reads rollouts and commands them. Registered as a singleton by <c>AddProgressiveDelivery()</c>.</summary>
/// <remarks>
/// Commands that lower exposure (pause, abort, kill) are in force when their task completes, whether or not the state store could be written; the
/// status says whether it was. Commands that raise exposure are written first and fail where they cannot be written. Safe for use by many threads.
/// </remarks>
public interface IRollouts
{
    /// <summary>Every rollout of this process.</summary>
    /// <returns>The rollouts, by flag.</returns>
    IReadOnlyList<RolloutStatus> List();

    /// <summary>The rollout of a flag.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <returns>The rollout, or null where the flag has none.</returns>
    RolloutStatus? Find(string flag);

    /// <summary>The guards of a flag, with or without a rollout.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <returns>The guards and their verdicts; empty where there are none.</returns>
    IReadOnlyList<GuardStatus> GuardsOf(string flag);

    /// <summary>Gives an operator's command to a flag's rollout.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="verb">What to do.</param>
    /// <param name="note">Why and who; a text is a reason.</param>
    /// <param name="cancellationToken">Cancels waiting for the store; what is in force stays in force.</param>
    /// <returns>The rollout after the command.</returns>
    /// <exception cref="ProgressiveException">There is no such rollout, the command does not fit its state, it has moved on, or the store cannot be written.</exception>
    ValueTask<RolloutStatus> CommandAsync(string flag, RolloutVerb verb, OperatorNote note, CancellationToken cancellationToken = default);

    /// <summary>Kills a flag: everybody gets Off, here at once.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="note">Why and who.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    /// <returns>Whether the state store has it; otherwise it is in force here and is written as soon as the store can be.</returns>
    /// <exception cref="ProgressiveException">There is no such flag, or no reason was given.</exception>
    ValueTask<bool> KillAsync(string flag, OperatorNote note, CancellationToken cancellationToken = default);

    /// <summary>Takes a kill back, and reopens variants that a flag's guards have closed. Rolled-back rollouts stay rolled back.</summary>
    /// <param name="flag">The flag's key; compared ignoring case.</param>
    /// <param name="note">Why and who.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    /// <returns>A task that completes when it is written and in force.</returns>
    /// <exception cref="ProgressiveException">The store cannot be written.</exception>
    ValueTask RestoreAsync(string flag, OperatorNote note, CancellationToken cancellationToken = default);
}
