using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Progressive.PostgreSql.Diagnostics;

namespace Progressive.PostgreSql.Schema;

/// <summary>
/// Lets operations through once the schema is known to be of this version; until then the first one looks, and migrates if it may, while the others wait for it. A migration takes as
/// long as it takes: it is nobody's operation, and whoever waits for it gives up by his own limit.
/// </summary>
internal sealed class SchemaGate(
    NpgsqlDataSource source, PostgreSqlErrors errors, PostgreSqlStateOptions options, string store, TimeProvider time, ILogger logger, CancellationToken stop)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Lock _sync = new();
    private volatile bool _isOpen;
    private Task? _opening;

    public ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        if (_isOpen)
        {
            return ValueTask.CompletedTask;
        }

        Task opening;
        lock (_sync)
        {
            if (_opening is null or { IsCompleted: true, IsCompletedSuccessfully: false })
            {
                _opening = OpenAsync();
            }

            opening = _opening;
        }

        return new(opening.WaitAsync(cancellationToken));
    }

    /// <summary>The tables were not there after all: somebody has dropped them since, or the server was replaced by an empty one.</summary>
    public void Close()
    {
        lock (_sync)
        {
            if (_isOpen)
            {
                _isOpen = false;
                _opening = null;
            }
        }
    }

    private async Task OpenAsync()
    {
        // Not on the thread that holds the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var patience = new CancellationTokenSource(s_patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stop);
        try
        {
            using var apart = AmbientTransaction.StandApart();
            var connection = await source.OpenConnectionAsync(limit.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                if (!IsKnown(await VersionAsync(connection, limit.Token).ConfigureAwait(false)))
                {
                    await MigrateAsync(connection, limit.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e)
        {
            throw errors.Translate(e);
        }

        _isOpen = true;
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!options.MigrateOnStart)
        {
            throw errors.SchemaMissing();
        }

        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // A lock of the transaction: it goes with it however it ends, and works behind a pooler of transactions.
            await ExecuteAsync(
                connection,
                $"SET LOCAL statement_timeout = {(long)s_patience.TotalMilliseconds}; SELECT pg_advisory_xact_lock({SchemaScript.Lock})",
                cancellationToken).ConfigureAwait(false);
            if (await ExistsAsync(connection, $"to_regclass('\"{options.Schema}\".schema_version')", cancellationToken).ConfigureAwait(false)
                && IsKnown(await VersionAsync(connection, cancellationToken).ConfigureAwait(false)))
            {
                return;
            }

            // IF NOT EXISTS asks for the right to create it before it looks whether it is there.
            if (!await ExistsAsync(connection, $"to_regnamespace('\"{options.Schema}\"')", cancellationToken).ConfigureAwait(false))
            {
                await ExecuteAsync(connection, SchemaScript.CreateSchema(options.Schema), cancellationToken).ConfigureAwait(false);
            }

            await ExecuteAsync(connection, SchemaScript.CreateTables(options.Schema), cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        PostgreSqlLog.Migrated(logger, store, options.Schema, SchemaScript.Version);
    }

    private bool IsKnown(int? version) => version > SchemaScript.Version ? throw errors.SchemaNewer(version.Value) : version == SchemaScript.Version;

    private async Task<int?> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ScalarAsync(connection, $"SELECT max(version) FROM \"{options.Schema}\".schema_version", cancellationToken).ConfigureAwait(false) as int?;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string what, CancellationToken cancellationToken) =>
        await ScalarAsync(connection, $"SELECT {what} IS NOT NULL", cancellationToken).ConfigureAwait(false) is true;

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
