using Progressive.Diagnostics;
using Progressive.State;

namespace Progressive.Rollouts;

/// <summary>
/// One flag's record in memory and in the store. Lowering is in force at once and written later, raising is written first:
/// a crash between the two repeats a decision and never skips one.
/// </summary>
/// <remarks>Changes of the record take a short lock, writes take turns; nobody waits for the store but who asked for a write.</remarks>
internal sealed class FlagLedger(string flag, StateStore store) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private FlagRecord _record = FlagRecord.Empty;
    private volatile FlagRecord _stored = FlagRecord.Empty;
    private long _storedVersion;
    private long _changes;
    private long _storedChanges;

    public string Flag { get; } = flag;

    /// <summary>Whether other processes read what is written.</summary>
    public bool IsShared => store.IsShared;

    /// <summary>The record in force in this process.</summary>
    public FlagRecord Record
    {
        get
        {
            lock (_gate)
            {
                return _record;
            }
        }
    }

    /// <summary>What the store was last seen to have.</summary>
    public FlagRecord Stored => _stored;

    /// <summary>Whether the store has every transition; evidence in between does not count.</summary>
    public bool IsSaved
    {
        get
        {
            lock (_gate)
            {
                return _changes == _storedChanges;
            }
        }
    }

    /// <summary>Takes what the store had at start.</summary>
    public void Load(FlagRecord record, long version)
    {
        lock (_gate)
        {
            _record = FlagRecordMerge.Merge(record, _record);
            _stored = record;
            _storedVersion = version;
        }
    }

    /// <summary>The version that the store was last seen to have of it; 0 for none.</summary>
    public long StoredVersion
    {
        get
        {
            lock (_gate)
            {
                return _storedVersion;
            }
        }
    }

    /// <summary>Takes in what the store has now, whoever wrote it. What it does not know is kept, to be written.</summary>
    /// <param name="current">The record; null where the store has none.</param>
    /// <param name="known"><see cref="StoredVersion"/> before the store was read: an older answer than what has been written since says nothing.</param>
    /// <returns>Whether what is in force here is another record now.</returns>
    /// <exception cref="StateStoreException">A newer version wrote what this one cannot read; nothing has changed.</exception>
    public bool Take(StateRecord? current, long known)
    {
        lock (_gate)
        {
            var version = current?.Version ?? 0;
            if (version == _storedVersion || (version < _storedVersion && _storedVersion != known))
            {
                return false;
            }

            var stored = current is null ? FlagRecord.Empty : Read(current);
            var before = _record;
            _record = FlagRecordMerge.Merge(stored, before);
            (_stored, _storedVersion) = (stored, version);
            if (ReferenceEquals(_record, stored))
            {
                _storedChanges = _changes;
            }
            else
            {
                _changes++;
            }

            return true;
        }
    }

    /// <summary>Changes the record here, at once; a write follows by <see cref="TryFlushAsync"/>.</summary>
    /// <returns>The record before and after, the same instance when nothing changed.</returns>
    public (FlagRecord Before, FlagRecord After) Change(Func<FlagRecord, FlagRecord> change, bool isTransition)
    {
        lock (_gate)
        {
            var before = _record;
            _record = change(before);
            if (isTransition && !ReferenceEquals(before, _record))
            {
                _changes++;
            }

            return (before, _record);
        }
    }

    /// <summary>Writes a change and puts it in force only then.</summary>
    /// <param name="change">From the record in force; the same instance for no change.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <returns>False when the record changed meanwhile, here or in the store: the decision has to be made again.</returns>
    /// <exception cref="StateStoreException">The store cannot be written; nothing has changed.</exception>
    public async ValueTask<bool> TryRaiseAsync(Func<FlagRecord, FlagRecord> change, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            FlagRecord before;
            FlagRecord after;
            long version;
            long changes;
            lock (_gate)
            {
                before = _record;
                after = change(before);
                (version, changes) = (_storedVersion, _changes);
            }

            if (ReferenceEquals(before, after))
            {
                return true;
            }

            var result = await store.TryWriteAsync(Flag, FlagRecordJson.Write(after), version, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (!result.Succeeded)
                {
                    Adopt(result.Current);
                    return false;
                }

                _storedVersion = result.Version;
                _stored = after;
                if (_changes != changes)
                {
                    // Somebody lowered while the store wrote: what is in force here wins, and has to be written over the raise.
                    _changes++;
                    return false;
                }

                _record = after;
                _changes++;
                _storedChanges = _changes;
                return true;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes what is in force, whether or not it has changed.</summary>
    /// <returns>False when the store had something newer; it is merged, and has to be written again.</returns>
    /// <exception cref="StateStoreException">The store cannot be written.</exception>
    public async ValueTask<bool> TryFlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            FlagRecord record;
            long version;
            long changes;
            lock (_gate)
            {
                (record, version, changes) = (_record, _storedVersion, _changes);
            }

            var result = await store.TryWriteAsync(Flag, FlagRecordJson.Write(record), version, cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                if (!result.Succeeded)
                {
                    Adopt(result.Current);
                    return false;
                }

                _storedVersion = result.Version;
                _stored = record;
                _storedChanges = changes;
                return true;
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private void Adopt(StateRecord? current)
    {
        if (current is not null)
        {
            var stored = Read(current);
            _record = FlagRecordMerge.Merge(stored, _record);
            _stored = stored;
        }

        _storedVersion = current?.Version ?? 0;
        _changes++;
    }

    // Somebody newer wrote what we cannot read: writing over it would open what it has closed.
    private FlagRecord Read(StateRecord current) => FlagRecordJson.TryRead(current.Content.Span, out var stored, out var error) ? stored : throw new StateStoreException(
        ErrorCodes.RecordUnreadable,
        $"{ErrorCodes.RecordUnreadable}: The stored record of '{Flag}' cannot be understood ({error}), so it is not written over. Run the version that wrote it, or delete the record.");
}
