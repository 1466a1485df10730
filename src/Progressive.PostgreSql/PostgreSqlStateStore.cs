using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Progressive.PostgreSql.Changes;
using Progressive.PostgreSql.Diagnostics;
using Progressive.PostgreSql.Schema;
using Progressive.State;

namespace Progressive.PostgreSql;

/// <summary>Keeps the state of one scope in PostgreSQL, in a schema of its own, for all replicas of an application. PostgreSQL 13 or later; always the primary.</summary>
/// <remarks>
/// The constructor does not touch the network: schema and scope are made by the first operation that needs them. No operation takes longer than <see cref="PostgreSqlStateOptions.OperationTimeout"/>.
/// Changes of other processes are told by LISTEN and NOTIFY within milliseconds, and are found by a poll where that is not heard, which <see cref="StateStore.Notice"/> then says.
/// What is read is not trusted: it is checked, and refused as a whole. Safe for use by any number of threads.
/// </remarks>
public sealed class PostgreSqlStateStore : SharedStateStore, IAsyncDisposable, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Connections _connections;
    private readonly ChangeFeed _feed;
    private readonly Records _records;
    private readonly Replicas _replicas;
    private bool _isDisposed;

    /// <summary>Creates a store that connects by itself, by the connection string of the options.</summary>
    /// <param name="options">Where and how; read once, now.</param>
    /// <param name="scope">Whose state it keeps.</param>
    /// <param name="timeProvider">The clock for waiting; the system's by default. Ages, leases and versions go by the server's.</param>
    /// <param name="logger">Where outages and degraded hints are told; nowhere by default.</param>
    /// <exception cref="OptionsValidationException">The options have problems; all of them are told.</exception>
    public PostgreSqlStateStore(PostgreSqlStateOptions options, StateScope scope, TimeProvider? timeProvider = null, ILogger<PostgreSqlStateStore>? logger = null)
        : this(dataSource: null, options, scope, timeProvider ?? TimeProvider.System, logger, HintTiming.Usual)
    {
    }

    /// <summary>Creates a store over a data source of the application, which disposes it itself.</summary>
    /// <param name="dataSource">The data source. One connection of its pool is held for hints.</param>
    /// <param name="options">How, without a connection string; read once, now.</param>
    /// <param name="scope">Whose state it keeps.</param>
    /// <param name="timeProvider">The clock for waiting; the system's by default. Ages, leases and versions go by the server's.</param>
    /// <param name="logger">Where outages and degraded hints are told; nowhere by default.</param>
    /// <exception cref="OptionsValidationException">The options have problems; all of them are told.</exception>
    public PostgreSqlStateStore(
        NpgsqlDataSource dataSource, PostgreSqlStateOptions options, StateScope scope, TimeProvider? timeProvider = null, ILogger<PostgreSqlStateStore>? logger = null)
        : this(dataSource ?? throw new ArgumentNullException(nameof(dataSource)), options, scope, timeProvider ?? TimeProvider.System, logger, HintTiming.Usual)
    {
    }

    internal PostgreSqlStateStore(
        NpgsqlDataSource? dataSource, PostgreSqlStateOptions options, StateScope scope, TimeProvider time, ILogger? logger, HintTiming timing)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(options);
        var own = new PostgreSqlStateOptions
        {
            ConnectionString = options.ConnectionString,
            Schema = options.Schema,
            PollInterval = options.PollInterval,
            OperationTimeout = options.OperationTimeout,
            MigrateOnStart = options.MigrateOnStart,
            HasDataSource = dataSource is not null,
        };
        if (new PostgreSqlStateOptionsValidator().Validate(name: null, own) is { Failed: true } wrong)
        {
            throw new OptionsValidationException(nameof(PostgreSqlStateOptions), typeof(PostgreSqlStateOptions), wrong.Failures);
        }

        logger ??= NullLogger.Instance;
        _connections = dataSource is null ? Connections.Of(own.ConnectionString!) : Connections.Of(dataSource);
        Description = $"{_connections.Server}, schema {own.Schema}, scope {scope}";
        var errors = new PostgreSqlErrors(_connections.Server, own.Schema, own.OperationTimeout);
        var outage = new Outage(Description, time, logger);
        var texts = new StatementTexts(own.Schema);
        var gate = new SchemaGate(_connections.Pooled, errors, own, _connections.Server, time, logger, _stop.Token);
        var database = new Database(_connections.Pooled, gate, errors, outage, own.OperationTimeout, time);
        var row = new ScopeRow(scope.ToString(), database, texts);
        _feed = new(
            _connections.Listening, database, new VersionReader(database, row, texts), texts, outage, own.PollInterval, timing, row.Name, Description, time, logger,
            _stop.Token);
        _records = new(database, row, texts);
        _replicas = new(database, row, texts);
    }

    /// <summary>The SQL that makes schema <c>progressive</c> with its tables, for people who migrate themselves; see <see cref="GetMigrationScript"/>.</summary>
    public static string MigrationScript { get; } = SchemaScript.Complete("progressive");

    /// <inheritdoc />
    public override string Description { get; }

    /// <inheritdoc />
    public override string? Notice => _feed.Notice;

    /// <summary>The SQL that makes a schema with its tables: what <see cref="PostgreSqlStateOptions.MigrateOnStart"/> does, in one transaction. It changes nothing where it was run before.</summary>
    /// <param name="schema">The name of the schema, as in <see cref="PostgreSqlStateOptions.Schema"/>.</param>
    /// <returns>The script.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static string GetMigrationScript(string schema) => PostgreSqlStateOptionsValidator.IsName(schema)
        ? SchemaScript.Complete(schema)
        : throw new ArgumentException(
            string.Create(CultureInfo.InvariantCulture, $"{ErrorCodes.OptionsInvalid}: '{schema}' names no schema. Use lower case letters, digits and _, at most 63, and neither a digit nor pg_ first."),
            nameof(schema));

    /// <summary>Ends the watches' work and closes the connections, unless they are the application's.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _stop.Cancel();
            _connections.Dispose();
            _stop.Dispose();
        }
    }

    /// <summary>Ends the watches' work, waits for it, and closes the connections, unless they are the application's.</summary>
    /// <returns>A task that completes when nothing runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await _feed.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _connections.DisposeAsync().ConfigureAwait(false);
            _stop.Dispose();
        }
    }

    /// <inheritdoc />
    protected override ValueTask<StateReading> ReadAsyncCore(CancellationToken cancellationToken) => _records.ReadAsync(cancellationToken);

    /// <inheritdoc />
    protected override ValueTask<StateReading> ReadAsyncCore(string key, CancellationToken cancellationToken) => _records.ReadAsync(key, cancellationToken);

    /// <inheritdoc />
    protected override async ValueTask<StateWriteResult> TryWriteAsyncCore(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        var (generation, result) = await _records.TryWriteAsync(key, content, expectedVersion, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded)
        {
            _feed.Wrote(new(generation, result.Version, key));
        }

        return result;
    }

    /// <inheritdoc />
    protected override IAsyncEnumerable<string> WatchAsyncCore(CancellationToken cancellationToken) => _feed.WatchAsync(cancellationToken);

    /// <inheritdoc />
    protected override ValueTask AppendAsyncCore(StateLogEntry entry, CancellationToken cancellationToken) => _records.AppendAsync(entry, cancellationToken);

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsyncCore(int max, CancellationToken cancellationToken) => _records.ReadLogAsync(max, cancellationToken);

    /// <inheritdoc />
    protected override ValueTask<long> ReportAsyncCore(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _replicas.ReportAsync(boot, content, cancellationToken);

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsyncCore(CancellationToken cancellationToken) => _replicas.ReadReportsAsync(cancellationToken);

    /// <inheritdoc />
    protected override ValueTask RetractReportAsyncCore(string boot, CancellationToken cancellationToken) => _replicas.RetractReportAsync(boot, cancellationToken);

    /// <inheritdoc />
    protected override ValueTask<bool> TryLeaseAsyncCore(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        _replicas.TryLeaseAsync(name, owner, duration, cancellationToken);

    /// <inheritdoc />
    protected override ValueTask ReleaseLeaseAsyncCore(string name, string owner, CancellationToken cancellationToken) =>
        _replicas.ReleaseLeaseAsync(name, owner, cancellationToken);
}
