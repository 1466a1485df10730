using System.Threading.Channels;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// Writes by transactions that hold only while what was read has not changed: for servers that forbid scripts. Every write needs three round trips, and another try when somebody came between.
/// </summary>
internal sealed class TransactionWrites(RedisKeys keys) : RedisWrites(keys)
{
    private const int MostTries = 200;

    /// <summary>A field that no lease has.</summary>
    private const string Nothing = "?";

    /// <summary>Conditions hold up the connection, so writers of one process take turns: they would only meet each other.</summary>
    private readonly Channel<byte> _turn = Channel.CreateBounded<byte>(1);

    /// <summary>Where transactions were found to be what they should.</summary>
    private RedisLink? _verified;

    internal override Task<StateWriteResult> WriteAsync(RedisLink link, string key, ReadOnlyMemory<byte> content, long expectedVersion, string generation) => TryAsync<StateWriteResult>(link, $"the write of '{key}'", async () =>
    {
        var field = RedisKeys.Record(key);
        var (now, read) = await ReadAsync(link, RedisKeys.Version, field).ConfigureAwait(false);
        var record = read[1].IsNull ? null : RedisContent.Record(key, read[1], Keys);
        if ((record?.Version ?? 0) != expectedVersion)
        {
            return StateWriteResult.Conflict(record);
        }

        // Every write changes the version, so while it is the same the record is too.
        var version = Next(RedisContent.Version(read[0], Keys), now);
        var transaction = new RedisTransaction(link);
        transaction.Require(Keys.Document, RedisKeys.Version, read[0]);
        transaction.Add(t => t.HashSetAsync(Keys.Document, field, RedisContent.Join(version, content)));
        transaction.Add(t => t.HashSetAsync(Keys.Document, RedisKeys.Version, version));
        transaction.Add(t => t.HashSetAsync(Keys.Document, RedisKeys.Generation, generation, When.NotExists));
        transaction.Add(t => t.SortedSetAddAsync(Keys.Index, key, version));
        Task<RedisValue>? name = null;
        transaction.Add(t => name = t.HashGetAsync(Keys.Document, RedisKeys.Generation));
        if (!await transaction.ExecuteAsync().ConfigureAwait(false))
        {
            return null;
        }

        // Outside: a channel that may not be written to would undo the transaction.
        var hint = $"{await name!.ConfigureAwait(false)}:{RedisContent.Text(version)}:{key}";
        await link.Database.PublishAsync(RedisChannel.Literal(Keys.Channel), hint, CommandFlags.FireAndForget).ConfigureAwait(false);
        return StateWriteResult.Written(version);
    });

    internal override Task<bool> AppendAsync(RedisLink link, StateLogEntry entry, string generation) => TryAsync<bool>(link, "a log entry", async () =>
    {
        var (now, read) = await ReadAsync(link, RedisKeys.Version).ConfigureAwait(false);
        var transaction = new RedisTransaction(link);
        transaction.Require(Keys.Document, RedisKeys.Version, read[0]);
        transaction.Add(t => t.ListRightPushAsync(Keys.Log, RedisContent.Entry(entry)));
        transaction.Add(t => t.ListTrimAsync(Keys.Log, -StateStore.LogCapacity, -1));
        transaction.Add(t => t.HashSetAsync(Keys.Document, RedisKeys.Version, Next(RedisContent.Version(read[0], Keys), now)));
        transaction.Add(t => t.HashSetAsync(Keys.Document, RedisKeys.Generation, generation, When.NotExists));
        return await transaction.ExecuteAsync().ConfigureAwait(false) ? true : null;
    });

    internal override Task<long> ReportAsync(RedisLink link, string boot, ReadOnlyMemory<byte> content, string generation) => TryAsync<long>(link, $"the report of '{boot}'", async () =>
    {
        var (now, read) = await ReadAsync(link, RedisKeys.Boots).ConfigureAwait(false);
        var milliseconds = now / 1000;
        var old = await link.Database.HashGetAsync(Keys.Reports, boot, CommandFlags.DemandMaster).ConfigureAwait(false);
        await DropAsync(link, milliseconds).ConfigureAwait(false);
        long? ordinal = old.IsNull ? null : RedisContent.Ordinal(boot, old, Keys);
        if (ordinal is null && await link.Database.HashLengthAsync(Keys.Reports, CommandFlags.DemandMaster).ConfigureAwait(false) >= SharedStateStore.MaxReplicas)
        {
            throw RedisFailures.TooManyReplicas(Keys);
        }

        var transaction = new RedisTransaction(link);
        if (ordinal is null)
        {
            long before = 0;
            if (!read[0].IsNull && (!read[0].TryParse(out before) || before is < 0 or > RedisContent.GreatestVersion))
            {
                throw RedisFailures.Malformed(Keys.Document, RedisKeys.Boots);
            }

            transaction.Require(Keys.Document, RedisKeys.Boots, read[0]);
            transaction.Add(t => t.HashIncrementAsync(Keys.Document, RedisKeys.Boots));
            ordinal = before + 1;
        }

        transaction.Add(t => t.HashSetAsync(Keys.Document, RedisKeys.Generation, generation, When.NotExists));
        transaction.Add(t => t.HashSetAsync(Keys.Reports, boot, RedisContent.Join(ordinal.Value, milliseconds, content)));
        transaction.Add(t => t.SortedSetAddAsync(Keys.Index, RedisKeys.Report(boot), -milliseconds));
        return await transaction.ExecuteAsync().ConfigureAwait(false) ? ordinal.Value : null;
    });

    internal override Task<bool> RetractAsync(RedisLink link, string boot) => TryAsync<bool>(link, $"the end of '{boot}'", async () =>
    {
        var transaction = new RedisTransaction(link);
        transaction.Add(t => t.HashDeleteAsync(Keys.Reports, boot));
        transaction.Add(t => t.SortedSetRemoveAsync(Keys.Index, RedisKeys.Report(boot)));
        return await transaction.ExecuteAsync().ConfigureAwait(false) ? true : null;
    });

    internal override Task<bool> LeaseAsync(RedisLink link, string name, string owner, TimeSpan duration) => TryAsync<bool>(link, $"the lease of '{name}'", async () =>
    {
        var time = TimeAsync(link);
        var held = await link.Database.HashGetAsync(Keys.Leases, name, CommandFlags.DemandMaster).ConfigureAwait(false);
        var now = await time.ConfigureAwait(false) / 1000;
        if (!held.IsNull && RedisContent.Lease(name, held, Keys) is var (other, end) && other != owner && now < end)
        {
            return false;
        }

        var transaction = new RedisTransaction(link);
        transaction.Require(Keys.Leases, name, held);
        transaction.Add(t => t.HashSetAsync(Keys.Leases, name, $"{owner}:{RedisContent.Text(now + (long)Math.Ceiling(duration.TotalMilliseconds))}"));
        return await transaction.ExecuteAsync().ConfigureAwait(false) ? true : null;
    });

    internal override Task<bool> ReleaseAsync(RedisLink link, string name, string owner) => TryAsync<bool>(link, $"the release of '{name}'", async () =>
    {
        var held = await link.Database.HashGetAsync(Keys.Leases, name, CommandFlags.DemandMaster).ConfigureAwait(false);
        if (((string?)held)?.StartsWith(owner + ":", StringComparison.Ordinal) is not true)
        {
            return true;
        }

        var transaction = new RedisTransaction(link);
        transaction.Require(Keys.Leases, name, held);
        transaction.Add(t => t.HashDeleteAsync(Keys.Leases, name));
        return await transaction.ExecuteAsync().ConfigureAwait(false) ? true : null;
    });

    private long Next(long version, long now) =>
        version < RedisContent.GreatestVersion ? Math.Max(version + 1, now) : throw RedisFailures.Malformed(Keys.Document, RedisKeys.Version);

    /// <summary>The time in microseconds, read before the fields are, and the fields as of one moment.</summary>
    private async Task<(long Now, RedisValue[] Fields)> ReadAsync(RedisLink link, params RedisValue[] fields)
    {
        var time = TimeAsync(link);
        var read = await link.Database.HashGetAsync(Keys.Document, fields, CommandFlags.DemandMaster).ConfigureAwait(false);
        return (await time.ConfigureAwait(false), read);
    }

    private Task<long> TimeAsync(RedisLink link) => RedisClock.MicrosecondsAsync(link, Keys);

    private async Task DropAsync(RedisLink link, long now)
    {
        var oldest = now - (long)SharedStateStore.ReportLifetime.TotalMilliseconds;
        var gone = await link.Database.SortedSetRangeByScoreAsync(Keys.Index, -oldest, 0, Exclude.Both, Order.Ascending, 0, ScriptWrites.MostDropped, CommandFlags.DemandMaster).ConfigureAwait(false);
        if (gone.Length == 0)
        {
            return;
        }

        // One that is said again meanwhile and dropped all the same comes back with its next report, under a new ordinal.
        var transaction = new RedisTransaction(link);
        transaction.Add(t => t.SortedSetRemoveAsync(Keys.Index, gone));
        transaction.Add(t => t.HashDeleteAsync(Keys.Reports, [.. gone.Select(static member => (RedisValue)((string?)member ?? "").TrimStart(RedisKeys.ReportPrefix))]));
        await transaction.ExecuteAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// The client does not look at how <c>WATCH</c> and <c>MULTI</c> end. Where they are forbidden it would write without any condition, so before the first write they are tried on nothing.
    /// </summary>
    private async Task VerifyAsync(RedisLink link)
    {
        if (_verified == link)
        {
            return;
        }

        await link.Database.ExecuteAsync("WATCH", Keys.Leases).ConfigureAwait(false);
        await link.Database.ExecuteAsync("UNWATCH").ConfigureAwait(false);

        // After a command that it does not know the client chooses the database anew, which here must not be inside the transaction.
        await link.Database.HashGetAsync(Keys.Leases, Nothing).ConfigureAwait(false);
        var transaction = new RedisTransaction(link);
        transaction.Require(Keys.Leases, Nothing, RedisValue.Null);
        transaction.Add(t => t.HashGetAsync(Keys.Leases, Nothing));
        await transaction.ExecuteAsync().ConfigureAwait(false);
        await transaction.ThrowIfDeniedAsync().ConfigureAwait(false);
        _verified = link;
    }

    /// <summary>Until it answers other than null. On a thread of the pool, as the client blocks the one it is called on while it looks at conditions.</summary>
    private Task<T> TryAsync<T>(RedisLink link, string work, Func<Task<T?>> attempt)
        where T : class => TryAsync(link, work, async () => await attempt().ConfigureAwait(false) is { } result ? (true, result) : (false, null!));

    private Task<T> TryAsync<T>(RedisLink link, string work, Func<Task<T?>> attempt)
        where T : struct => TryAsync(link, work, async () => await attempt().ConfigureAwait(false) is { } result ? (true, result) : (false, default));

    private Task<T> TryAsync<T>(RedisLink link, string work, Func<Task<(bool Done, T Result)>> attempt) => Task.Run(async () =>
    {
        await _turn.Writer.WriteAsync(0).ConfigureAwait(false);
        try
        {
            await VerifyAsync(link).ConfigureAwait(false);
            for (var tries = 0; tries < MostTries; tries++)
            {
                if (await attempt().ConfigureAwait(false) is { Done: true } ended)
                {
                    return ended.Result;
                }
            }

            throw RedisFailures.Contended(work, Keys.Scope.ToString());
        }
        finally
        {
            _turn.Reader.TryRead(out _);
        }
    });
}
