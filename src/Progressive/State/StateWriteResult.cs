namespace Progressive.State;

/// <summary>How a compare-and-set write ended. An outage is not a result but a <see cref="StateStoreException"/>.</summary>
public sealed record StateWriteResult
{
    private StateWriteResult(bool succeeded, long version, StateRecord? current)
    {
        Succeeded = succeeded;
        Version = version;
        Current = current;
    }

    /// <summary><see langword="true"/>: the content was written and is durable as far as the store is; <see langword="false"/>: somebody else wrote first, nothing changed.</summary>
    public bool Succeeded { get; }

    /// <summary>The version the record has now: the one just written, the one in the way, or 0 when the record does not exist.</summary>
    public long Version { get; }

    /// <summary>After a conflict, the record that is there, or <see langword="null"/> when there is none; <see langword="null"/> after a success.</summary>
    public StateRecord? Current { get; }

    /// <summary>The content was written.</summary>
    /// <param name="version">The new version of the record; greater than 0.</param>
    /// <returns>A successful result.</returns>
    public static StateWriteResult Written(long version)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(version);
        return new(succeeded: true, version, current: null);
    }

    /// <summary>The record was not at the expected version; nothing was written.</summary>
    /// <param name="current">The record that is there, or <see langword="null"/> when there is none.</param>
    /// <returns>A result that carries what is there, so that the caller can decide again without another read.</returns>
    public static StateWriteResult Conflict(StateRecord? current) => new(succeeded: false, current?.Version ?? 0, current);
}
