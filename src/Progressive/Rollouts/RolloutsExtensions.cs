namespace Progressive.Rollouts;

/// <summary>The commands of <see cref="IRollouts"/> by name.</summary>
public static class RolloutsExtensions
{
    /// <summary>Goes to the next step now; the evidence is waived, and that is recorded.</summary>
    /// <inheritdoc cref="IRollouts.CommandAsync"/>
    public static ValueTask<RolloutStatus> PromoteAsync(this IRollouts rollouts, string flag, OperatorNote note, bool full = false, CancellationToken cancellationToken = default) =>
        Command(rollouts, flag, full ? RolloutVerb.PromoteFully : RolloutVerb.Promote, note, cancellationToken);

    /// <summary>Agrees to go on from an approval step.</summary>
    /// <inheritdoc cref="IRollouts.CommandAsync"/>
    public static ValueTask<RolloutStatus> ApproveAsync(this IRollouts rollouts, string flag, OperatorNote note, CancellationToken cancellationToken = default) =>
        Command(rollouts, flag, RolloutVerb.Approve, note, cancellationToken);

    /// <summary>Stays at the present weight until resumed; guards go on watching.</summary>
    /// <inheritdoc cref="IRollouts.CommandAsync"/>
    public static ValueTask<RolloutStatus> PauseAsync(this IRollouts rollouts, string flag, OperatorNote note, CancellationToken cancellationToken = default) =>
        Command(rollouts, flag, RolloutVerb.Pause, note, cancellationToken);

    /// <summary>Goes on from a pause.</summary>
    /// <inheritdoc cref="IRollouts.CommandAsync"/>
    public static ValueTask<RolloutStatus> ResumeAsync(this IRollouts rollouts, string flag, OperatorNote note, CancellationToken cancellationToken = default) =>
        Command(rollouts, flag, RolloutVerb.Resume, note, cancellationToken);

    /// <summary>Takes the candidate back.</summary>
    /// <inheritdoc cref="IRollouts.CommandAsync"/>
    public static ValueTask<RolloutStatus> AbortAsync(this IRollouts rollouts, string flag, OperatorNote note, CancellationToken cancellationToken = default) =>
        Command(rollouts, flag, RolloutVerb.Abort, note, cancellationToken);

    /// <summary>Tries a rolled-back revision again: from the first step, on new evidence.</summary>
    /// <inheritdoc cref="IRollouts.CommandAsync"/>
    public static ValueTask<RolloutStatus> RetryAsync(this IRollouts rollouts, string flag, OperatorNote note, CancellationToken cancellationToken = default) =>
        Command(rollouts, flag, RolloutVerb.Retry, note, cancellationToken);

    private static ValueTask<RolloutStatus> Command(IRollouts rollouts, string flag, RolloutVerb verb, OperatorNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rollouts);
        return rollouts.CommandAsync(flag, verb, note, cancellationToken);
    }
}
