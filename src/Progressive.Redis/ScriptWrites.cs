using System.Globalization;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>Writes by scripts: one round trip each, and nobody comes between.</summary>
internal sealed class ScriptWrites(RedisKeys keys) : RedisWrites(keys)
{
    /// <summary>Old reports that one report drops; so no call takes long, and the oldest are gone long before there is no room.</summary>
    internal const int MostDropped = 20;

    internal override async Task<StateWriteResult> WriteAsync(RedisLink link, string key, ReadOnlyMemory<byte> content, long expectedVersion, string generation)
    {
        var answer = await RunAsync(
            link,
            RedisScripts.Write,
            [Keys.Document, Keys.Index],
            [key, RedisContent.Text(expectedVersion), content, generation, link.ChannelPrefix + Keys.Channel],
            Keys.Document).ConfigureAwait(false);
        return answer.Done
            ? StateWriteResult.Written(long.Parse((string)answer.Value!, CultureInfo.InvariantCulture))
            : StateWriteResult.Conflict(answer.Value.IsNull ? null : RedisContent.Record(key, answer.Value, Keys));
    }

    internal override async Task<bool> AppendAsync(RedisLink link, StateLogEntry entry, string generation) =>
        (await RunAsync(link, RedisScripts.Append, [Keys.Document, Keys.Log], [RedisContent.Entry(entry), StateStore.LogCapacity, generation], Keys.Document).ConfigureAwait(false)).Done;

    internal override async Task<long> ReportAsync(RedisLink link, string boot, ReadOnlyMemory<byte> content, string generation)
    {
        var answer = await RunAsync(
            link,
            RedisScripts.Report,
            [Keys.Document, Keys.Reports, Keys.Index],
            [boot, content, generation, (long)SharedStateStore.ReportLifetime.TotalMilliseconds, SharedStateStore.MaxReplicas, MostDropped],
            Keys.Reports).ConfigureAwait(false);
        return answer.Done && answer.Value.TryParse(out long ordinal) ? ordinal : throw RedisFailures.TooManyReplicas(Keys);
    }

    internal override async Task<bool> RetractAsync(RedisLink link, string boot) =>
        (await RunAsync(link, RedisScripts.Retract, [Keys.Reports, Keys.Index], [boot], Keys.Reports).ConfigureAwait(false)).Done;

    internal override async Task<bool> LeaseAsync(RedisLink link, string name, string owner, TimeSpan duration) =>
        (await RunAsync(link, RedisScripts.Lease, [Keys.Leases], [name, owner, (long)Math.Ceiling(duration.TotalMilliseconds)], Keys.Leases).ConfigureAwait(false)).Done;

    internal override async Task<bool> ReleaseAsync(RedisLink link, string name, string owner) =>
        (await RunAsync(link, RedisScripts.Release, [Keys.Leases], [name, owner], Keys.Leases).ConfigureAwait(false)).Done;

    /// <summary>
    /// The hash, and the text where the server does not know it: after a restart, a failover or <c>SCRIPT FLUSH</c>. Not by the client's own way, which loads scripts by one more command that has to be permitted.
    /// </summary>
    private static async Task<(bool Done, RedisValue Value)> RunAsync(RedisLink link, RedisScript script, RedisKey[] keys, RedisValue[] arguments, RedisKey checkedKey)
    {
        RedisResult answer;
        try
        {
            answer = await link.Database.ScriptEvaluateAsync(script.Hash, keys, arguments).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (RedisFailures.MissesScript(e))
        {
            answer = await link.Database.ScriptEvaluateAsync(script.Text, keys, arguments, CommandFlags.NoScriptCache).ConfigureAwait(false);
        }

        var parts = (RedisResult[]?)answer ?? [];
        var value = parts.Length > 1 ? (RedisValue)parts[1] : RedisValue.Null;
        return parts.Length == 0 || (int)parts[0] < 0 ? throw RedisFailures.Malformed(checkedKey, value) : ((int)parts[0] == 1, value);
    }
}
