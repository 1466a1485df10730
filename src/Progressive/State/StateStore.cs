using Progressive.Diagnostics;

namespace Progressive.State;

/// <summary>
/// Where the state of rollouts lives: versioned records of one scope (an application in an environment) and an append-only log.
/// Derive from it to bring a store; the public methods check the arguments and call the protected ones of the same name.
/// </summary>
/// <remarks>
/// The version check inside <see cref="TryWriteAsync"/> is the whole of the safety between processes. Safe for use by any number of threads.
/// Methods throw <see cref="StateStoreException"/> when the store cannot do its work, and <see cref="OperationCanceledException"/> when cancelled.
/// </remarks>
public abstract class StateStore
{
    /// <summary>The greatest size of a record's content: 256 KB (262,144 bytes).</summary>
    public const int MaxContentBytes = 256 * 1024;

    /// <summary>The greatest size of a log entry's content: 8 KB (8,192 bytes).</summary>
    public const int MaxLogContentBytes = 8 * 1024;

    /// <summary>The greatest length of a key, in characters.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>How many log entries a store keeps; the oldest are dropped.</summary>
    public const int LogCapacity = 512;

    /// <summary>What the store is, for status pages and log messages, such as <c>file /var/lib/shop/progressive.state</c>. Holds no secrets.</summary>
    public abstract string Description { get; }

    /// <summary><see langword="true"/> when the replicas of an application see the same records; <see langword="false"/> when the records are this machine's own.</summary>
    public abstract bool IsShared { get; }

    /// <summary>
    /// What is not as it should be with the way the store works at present, for status pages: that changes of others come late, for example. Null, the usual: nothing.
    /// Outages are exceptions and not told here.
    /// </summary>
    public virtual string? Notice => null;

    /// <summary>Reads all records of the scope.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The records as of now.</returns>
    /// <exception cref="StateStoreException">The records cannot be read and were not read before.</exception>
    public ValueTask<StateReading> ReadAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<StateReading>(cancellationToken) : ReadAsyncCore(cancellationToken);

    /// <summary>Reads one record, and what generation and version the store has.</summary>
    /// <param name="key">The record; compared in lower case.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A reading with that record, or with none where it does not exist.</returns>
    /// <exception cref="ArgumentException">The key is not valid.</exception>
    /// <exception cref="StateStoreException">It cannot be read and was not read before.</exception>
    public ValueTask<StateReading> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        var normal = StateKey.Normalize(key, nameof(key));
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<StateReading>(cancellationToken) : ReadAsyncCore(normal, cancellationToken);
    }

    /// <summary>Writes a record if it is still at the version the caller knows.</summary>
    /// <param name="key"><c>[A-Za-z0-9._/-]</c>, 1 to <see cref="MaxKeyLength"/> characters; kept in lower case.</param>
    /// <param name="content">At most <see cref="MaxContentBytes"/>; copied before this method returns.</param>
    /// <param name="expectedVersion">The version the caller has read, or 0 when the record must not exist yet.</param>
    /// <param name="cancellationToken">Cancels the wait; once the write has begun, it is not taken back.</param>
    /// <returns>The new version, or the record that is in the way.</returns>
    /// <exception cref="ArgumentException">The key is not valid or the content is too large.</exception>
    /// <exception cref="StateStoreException">The record could not be written, or it is not known whether it was.</exception>
    public ValueTask<StateWriteResult> TryWriteAsync(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken = default)
    {
        var normal = StateKey.Normalize(key, nameof(key));
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        CheckSize(content.Length, MaxContentBytes, "record", normal, nameof(content));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<StateWriteResult>(cancellationToken)
            : TryWriteAsyncCore(normal, content.ToArray(), expectedVersion, cancellationToken);
    }

    /// <summary>
    /// Tells which records may have changed. These are hints: a key can come without a change, several changes can come as one key, and only
    /// <see cref="ReadAsync(string, CancellationToken)"/> tells the truth. The enumeration begins with every key there is, so nothing falls between an earlier read and the watch.
    /// </summary>
    /// <param name="cancellationToken">Ends the watch with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Keys, without end. During an outage no keys come; it does not throw.</returns>
    public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken = default) => WatchAsyncCore(cancellationToken);

    /// <summary>Adds an entry to the log; beyond <see cref="LogCapacity"/> the oldest are dropped.</summary>
    /// <param name="entry">The entry; its content is copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the entry is stored.</returns>
    /// <exception cref="ArgumentException">The key is not valid or the content is larger than <see cref="MaxLogContentBytes"/>.</exception>
    /// <exception cref="StateStoreException">The entry could not be written, or it is not known whether it was.</exception>
    public ValueTask AppendAsync(StateLogEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var normal = StateKey.Normalize(entry.Key, nameof(entry));
        CheckSize(entry.Content.Length, MaxLogContentBytes, "log entry", normal, nameof(entry));
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled(cancellationToken)
            : AppendAsyncCore(new(entry.At.ToUniversalTime(), normal, entry.Content.ToArray()), cancellationToken);
    }

    /// <summary>Reads the newest entries of the log.</summary>
    /// <param name="max">How many at most; greater than 0.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The entries in the order they were appended: the newest is last.</returns>
    /// <exception cref="StateStoreException">The log cannot be read and was not read before.</exception>
    public ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsync(int max, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return cancellationToken.IsCancellationRequested
            ? ValueTask.FromCanceled<IReadOnlyList<StateLogEntry>>(cancellationToken)
            : ReadLogAsyncCore(max, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(CancellationToken)" />
    protected abstract ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken);

    /// <summary>Reads one record; unless overridden by reading all of them.</summary>
    /// <param name="key">A valid key in lower case.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A reading with that record, or with none.</returns>
    protected virtual async ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken)
    {
        var all = await ReadAsyncCore(cancellationToken).ConfigureAwait(false);
        return new StateReading(all.Generation, all.Version, all.Records.TryGetValue(key, out var record) ? [record] : []);
    }

    /// <summary>Compares and sets, as one step that no other writer can come between.</summary>
    /// <param name="key">A valid key in lower case.</param>
    /// <param name="content">At most <see cref="MaxContentBytes"/>; the store may keep it, nobody changes it.</param>
    /// <param name="expectedVersion">The version the record must have, or 0 when it must not exist.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The new version, or the record that is in the way.</returns>
    protected abstract ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken);

    /// <inheritdoc cref="WatchAsync" />
    protected abstract IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken);

    /// <summary>Adds an entry and drops the oldest beyond <see cref="LogCapacity"/>.</summary>
    /// <param name="entry">A checked entry: key in lower case, time in UTC, content that nobody changes.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the entry is stored.</returns>
    protected abstract ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken);

    /// <inheritdoc cref="ReadLogAsync" />
    protected abstract ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken);

    private protected static void CheckSize(int length, int limit, string what, string key, string parameter)
    {
        if (length > limit)
        {
            throw new ArgumentException(
                $"{ErrorCodes.StateContentTooLarge}: The content of {what} '{key}' has {length} bytes; the limit is {limit}. "
                + "Keep less in one record, or split it over several keys.",
                parameter);
        }
    }
}
