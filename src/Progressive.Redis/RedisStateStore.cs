using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Progressive.Redis.Diagnostics;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis;

/// <summary>
/// Keeps state in Redis or a server that speaks like it, for all replicas of an application in an environment: five keys and a channel, in one slot of a cluster, however many flags there are.
/// </summary>
/// <remarks>
/// Changes of others are heard within milliseconds, and found within <see cref="RedisStateOptions.PollInterval"/> where hints get lost. Redis acknowledges a write before its replicas have it,
/// so a failover can lose the last ones; that the content is another one is noticed, and every record is read again. No call waits longer than
/// <see cref="RedisStateOptions.OperationTimeout"/>. The constructors do not touch the network. Safe for use by any number of threads.
/// </remarks>
public sealed class RedisStateStore : SharedStateStore, IAsyncDisposable, IDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly RedisWatch _watch;
    private readonly ILogger _logger;
    private volatile RedisWrites _writes;
    private volatile string? _scriptNotice;
    private int _disposed;
    private string _newGeneration = NewGeneration();

    /// <summary>Creates a store with a connection of its own, which is opened by the first call and closed with the store.</summary>
    /// <param name="options">Where Redis is, and how long to wait.</param>
    /// <param name="scope">Whose state it is; goes before <see cref="RedisStateOptions.Scope"/>.</param>
    /// <param name="timeProvider">The clock for waiting and polling; the system's by default. Ages and leases go by the server's clock.</param>
    /// <param name="logger">Where outages and losses are told; nowhere by default.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message tells all that is wrong.</exception>
    public RedisStateStore(RedisStateOptions options, StateScope scope, TimeProvider? timeProvider = null, ILogger<RedisStateStore>? logger = null)
        : this(null, Check(options, borrows: false), scope, timeProvider ?? TimeProvider.System, (ILogger?)logger ?? NullLogger.Instance)
    {
    }

    /// <summary>Creates a store on a connection of the application, which stays open when the store is disposed.</summary>
    /// <param name="connection">The connection; its default database is used, and its prefix of channels.</param>
    /// <param name="options">How long to wait; <see cref="RedisStateOptions.Configuration"/> is not looked at.</param>
    /// <param name="scope">Whose state it is; goes before <see cref="RedisStateOptions.Scope"/>.</param>
    /// <param name="timeProvider">The clock for waiting and polling; the system's by default. Ages and leases go by the server's clock.</param>
    /// <param name="logger">Where outages and losses are told; nowhere by default.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message tells all that is wrong.</exception>
    public RedisStateStore(IConnectionMultiplexer connection, RedisStateOptions options, StateScope scope, TimeProvider? timeProvider = null, ILogger<RedisStateStore>? logger = null)
        : this(connection ?? throw new ArgumentNullException(nameof(connection)), Check(options, borrows: true), scope, timeProvider ?? TimeProvider.System, (ILogger?)logger ?? NullLogger.Instance)
    {
    }

    private RedisStateStore(IConnectionMultiplexer? connection, RedisStateOptions options, StateScope scope, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var outage = new RedisOutage(logger, time);
        _keys = new RedisKeys(scope);
        _logger = logger;
        _connection = connection is null
            ? new RedisConnection(options.Configuration!, options.OperationTimeout, time, outage)
            : new RedisConnection(connection, options.OperationTimeout, time, outage);
        _watch = new RedisWatch(_connection, _keys, options.PollInterval, time, logger);
        _writes = new ScriptWrites(_keys);
        Description = $"{_connection.Server}, {scope.Application} in {scope.Environment}";
    }

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override string? Notice => (_scriptNotice, _watch.Hints.Notice) switch
    {
        (null, var hints) => hints,
        (var scripts, null) => scripts,
        var (scripts, hints) => $"{scripts} {hints}",
    };

    /// <summary>Ends watches and closes the connection, if it is the store's own.</summary>
    /// <returns>A task that completes when nothing of the store runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _watch.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync" />
    public void Dispose() => Task.Run(async () => await DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();

    /// <inheritdoc />
    protected override async ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) => await RunAsync("reading records", async link =>
    {
        var fields = await link.Database.HashGetAllAsync(_keys.Document, CommandFlags.DemandMaster).ConfigureAwait(false);
        RedisValue generation = default, version = default;
        var records = new List<StateRecord>(fields.Length);
        foreach (var field in fields)
        {
            var name = (string?)field.Name ?? "";
            if (name == RedisKeys.Generation)
            {
                generation = field.Value;
            }
            else if (name == RedisKeys.Version)
            {
                version = field.Value;
            }
            else if (name.StartsWith(RedisKeys.RecordPrefix, StringComparison.Ordinal))
            {
                var key = name[RedisKeys.RecordPrefix.Length..];
                records.Add(RedisContent.IsKey(key) ? RedisContent.Record(key, field.Value, _keys) : throw RedisFailures.Malformed(_keys.Document, field.Name));
            }
        }

        return Reading(generation, version, records);
    }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken) => await RunAsync($"reading '{key}'", async link =>
    {
        var fields = await link.Database.HashGetAsync(_keys.Document, [RedisKeys.Generation, RedisKeys.Version, RedisKeys.Record(key)], CommandFlags.DemandMaster).ConfigureAwait(false);
        return Reading(fields[0], fields[1], fields[2].IsNull ? [] : [RedisContent.Record(key, fields[2], _keys)]);
    }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        var generation = Volatile.Read(ref _newGeneration);
        var result = await WriteAsync($"writing '{key}'", (writes, link) => writes.WriteAsync(link, key, content, expectedVersion, generation), cancellationToken).ConfigureAwait(false);
        if (result.Succeeded)
        {
            _watch.Written(key, result.Version);
        }

        return result;
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => _watch.WatchAsync(cancellationToken);

    /// <inheritdoc />
    protected override async ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken)
    {
        var generation = Volatile.Read(ref _newGeneration);
        await WriteAsync("writing a log entry", (writes, link) => writes.AppendAsync(link, entry, generation), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) => await RunAsync<IReadOnlyList<StateLogEntry>>("reading the log", async link =>
    {
        var entries = await link.Database.ListRangeAsync(_keys.Log, -Math.Min(max, LogCapacity), -1, CommandFlags.DemandMaster).ConfigureAwait(false);
        return [.. entries.Select(entry => RedisContent.Entry(entry, _keys))];
    }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var generation = Volatile.Read(ref _newGeneration);
        return await WriteAsync($"the report of '{boot}'", (writes, link) => writes.ReportAsync(link, boot, content, generation), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken) => await RunAsync<IReadOnlyList<ReplicaReport>>("reading reports", async link =>
    {
        var said = await link.Database.HashGetAllAsync(_keys.Reports, CommandFlags.DemandMaster).ConfigureAwait(false);
        var now = await RedisClock.MicrosecondsAsync(link, _keys).ConfigureAwait(false) / 1000;
        return [.. said.Select(report => RedisContent.Report(report.Name, report.Value, now, _keys)).OrderBy(static report => report.Ordinal)];
    }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken) =>
        await WriteAsync($"taking back the report of '{boot}'", (writes, link) => writes.RetractAsync(link, boot), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        await WriteAsync($"the lease of '{name}'", (writes, link) => writes.LeaseAsync(link, name, owner, duration), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc />
    protected override async ValueTask ReleaseLeaseAsyncCore(string name, string owner, CancellationToken cancellationToken) =>
        await WriteAsync($"the release of '{name}'", (writes, link) => writes.ReleaseAsync(link, name, owner), cancellationToken).ConfigureAwait(false);

    private static string NewGeneration() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static RedisStateOptions Check(RedisStateOptions options, bool borrows)
    {
        ArgumentNullException.ThrowIfNull(options);
        var used = new RedisStateOptions { Configuration = options.Configuration, PollInterval = options.PollInterval, OperationTimeout = options.OperationTimeout, BorrowsConnection = borrows };
        string[] problems = [.. RedisStateOptionsValidator.Problems(used)];
        return problems.Length == 0 ? used : throw new ArgumentException(string.Join(' ', problems), nameof(options));
    }

    /// <summary>
    /// A store that was never written has the name that this process would give it, so that its first write is no change of generation. A name that was given away is not used for a later life.
    /// </summary>
    private StateReading Reading(RedisValue generation, RedisValue version, IEnumerable<StateRecord> records)
    {
        var given = RedisContent.Generation(generation, _keys);
        var mine = Volatile.Read(ref _newGeneration);
        if (given == mine)
        {
            Interlocked.CompareExchange(ref _newGeneration, NewGeneration(), mine);
        }

        return new StateReading(given ?? mine, RedisContent.Version(version, _keys), records);
    }

    private Task<T> WriteAsync<T>(string doing, Func<RedisWrites, RedisLink, Task<T>> write, CancellationToken cancellationToken) => RunAsync(doing, async link =>
    {
        var writes = _writes;
        try
        {
            return await write(writes, link).ConfigureAwait(false);
        }
        catch (Exception e) when (writes is ScriptWrites && RedisFailures.RefusesScripts(e))
        {
            // Nothing was done, as nothing ran.
            return await write(UseTransactions(e), link).ConfigureAwait(false);
        }
    }, cancellationToken);

    private RedisWrites UseTransactions(Exception reason)
    {
        RedisWrites transactions = new TransactionWrites(_keys);
        var before = _writes;
        if (before is not ScriptWrites || Interlocked.CompareExchange(ref _writes, transactions, before) != before)
        {
            return _writes;
        }

        var notice = $"{ErrorCodes.ScriptsRefused}: {_connection.Server} runs no scripts for this user, so each write takes three round trips in place of one. Permit EVAL and EVALSHA, or leave it so.";
        _scriptNotice = notice;
        RedisLog.ScriptsRefused(_logger, notice, RedisFailures.Reason(reason));
        return transactions;
    }

    private async Task<T> RunAsync<T>(string doing, Func<RedisLink, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.RunAsync(doing, work, cancellationToken).ConfigureAwait(false);
        }
        catch (StateStoreException)
        {
            _watch.Doubt();
            throw;
        }
    }
}
