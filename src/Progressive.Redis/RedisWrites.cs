using Progressive.State;

namespace Progressive.Redis;

/// <summary>What changes something and has to be one step: by scripts, or by transactions where scripts are forbidden.</summary>
internal abstract class RedisWrites(RedisKeys keys)
{
    protected RedisKeys Keys => keys;

    /// <param name="link">Where.</param>
    /// <param name="key">The record.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="expectedVersion">The version it must have, or 0.</param>
    /// <param name="generation">What the store is called from now on, if it has no name yet.</param>
    internal abstract Task<StateWriteResult> WriteAsync(RedisLink link, string key, ReadOnlyMemory<byte> content, long expectedVersion, string generation);

    internal abstract Task<bool> AppendAsync(RedisLink link, StateLogEntry entry, string generation);

    internal abstract Task<long> ReportAsync(RedisLink link, string boot, ReadOnlyMemory<byte> content, string generation);

    internal abstract Task<bool> RetractAsync(RedisLink link, string boot);

    internal abstract Task<bool> LeaseAsync(RedisLink link, string name, string owner, TimeSpan duration);

    internal abstract Task<bool> ReleaseAsync(RedisLink link, string name, string owner);
}
