namespace Progressive.State;

/// <summary>
/// A store that the replicas of an application share: besides records and log it keeps what each process says of itself, and leases, which spare work that one process can do for all.
/// Derive from it to bring a store; the public methods check the arguments and call the protected ones of the same name.
/// </summary>
/// <remarks>
/// Reports and leases are economy and news. No decision is safe because of them: that is the version check inside <see cref="StateStore.TryWriteAsync"/> alone.
/// Ages and expiries go by the store's clock, so that the clocks of replicas need not agree.
/// </remarks>
public abstract class SharedStateStore : StateStore
{
    /// <summary>The greatest size of a report: 64 KB (65,536 bytes).</summary>
    public const int MaxReportBytes = 64 * 1024;

    /// <summary>How many processes may report to one scope.</summary>
    public const int MaxReplicas = 1_000;

    /// <summary>The longest a lease may be asked for.</summary>
    public static TimeSpan MaxLeaseDuration { get; } = TimeSpan.FromMinutes(10);

    /// <summary>After this long a report that was not renewed is dropped by whoever reports next: 1 hour.</summary>
    public static TimeSpan ReportLifetime { get; } = TimeSpan.FromHours(1);

    /// <summary>Always <see langword="true"/>.</summary>
    public sealed override bool IsShared => true;

    /// <summary>Says what a process has to say of itself, in place of what it said before. Wakes no watcher.</summary>
    /// <param name="boot">The process; the characters of a key, kept in lower case.</param>
    /// <param name="content">At most <see cref="MaxReportBytes"/>; copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The <see cref="ReplicaReport.Ordinal"/> of the process: the same with every report.</returns>
    /// <exception cref="ArgumentException">The boot is not valid or the content is too large.</exception>
    /// <exception cref="StateStoreException">It could not be written, or <see cref="MaxReplicas"/> others have reports that still live.</exception>
    public ValueTask<long> ReportAsync(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        var normal = StateKey.Normalize(boot, nameof(boot));
        CheckSize(content.Length, MaxReportBytes, "report", normal, nameof(content));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<long>(cancellationToken)
            : ReportAsyncCore(normal, content.ToArray(), cancellationToken);
    }

    /// <summary>Reads what every process said last and has not taken back; those that ended without doing so are among them, and grow old.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The reports, in the order of their ordinals.</returns>
    /// <exception cref="StateStoreException">They cannot be read.</exception>
    public ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<ReplicaReport>>(cancellationToken)
            : ReadReportsAsyncCore(cancellationToken);

    /// <summary>Takes a report back: its process has ended cleanly, or its end has been counted. No error where there is none.</summary>
    /// <param name="boot">The process.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when nobody reads the report any more.</returns>
    /// <exception cref="ArgumentException">The boot is not valid.</exception>
    /// <exception cref="StateStoreException">It could not be removed, or it is not known whether it was.</exception>
    public ValueTask RetractReportAsync(string boot, CancellationToken cancellationToken = default)
    {
        var normal = StateKey.Normalize(boot, nameof(boot));
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : RetractReportAsyncCore(normal, cancellationToken);
    }

    /// <summary>Asks for a lease, or renews the one that is held. It ends by itself, so that nobody waits longer for one whose holder is gone.</summary>
    /// <param name="name">What is leased; the characters of a key, kept in lower case.</param>
    /// <param name="owner">Who asks; the characters of a key, kept in lower case.</param>
    /// <param name="duration">How long from now, by the store's clock; above zero and at most <see cref="MaxLeaseDuration"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether the owner has it now; <see langword="false"/>: somebody else does.</returns>
    /// <exception cref="ArgumentException">The name, the owner or the duration is not valid.</exception>
    /// <exception cref="StateStoreException">It is not known.</exception>
    public ValueTask<bool> TryLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        var normalName = StateKey.Normalize(name, nameof(name));
        var normalOwner = StateKey.Normalize(owner, nameof(owner));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, MaxLeaseDuration);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<bool>(cancellationToken)
            : TryLeaseAsyncCore(normalName, normalOwner, duration, cancellationToken);
    }

    /// <summary>Gives a lease back, so that the next one need not wait for its end. No error where the owner does not have it.</summary>
    /// <param name="name">What is leased.</param>
    /// <param name="owner">Who has it.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when it is free.</returns>
    /// <exception cref="ArgumentException">The name or the owner is not valid.</exception>
    /// <exception cref="StateStoreException">It is not known whether it is free.</exception>
    public ValueTask ReleaseLeaseAsync(string name, string owner, CancellationToken cancellationToken = default)
    {
        var normalName = StateKey.Normalize(name, nameof(name));
        var normalOwner = StateKey.Normalize(owner, nameof(owner));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled(cancellationToken)
            : ReleaseLeaseAsyncCore(normalName, normalOwner, cancellationToken);
    }

    /// <inheritdoc cref="ReportAsync" />
    protected abstract ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <inheritdoc cref="ReadReportsAsync" />
    protected abstract ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken);

    /// <inheritdoc cref="RetractReportAsync" />
    protected abstract ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken);

    /// <inheritdoc cref="TryLeaseAsync" />
    protected abstract ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken);

    /// <inheritdoc cref="ReleaseLeaseAsync" />
    protected abstract ValueTask ReleaseLeaseAsyncCore(string name, string owner, CancellationToken cancellationToken);
}
