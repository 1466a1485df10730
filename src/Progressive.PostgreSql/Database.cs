using System.Globalization;
using Npgsql;
using Progressive.PostgreSql.Diagnostics;
using Progressive.PostgreSql.Schema;
using Progressive.State;

namespace Progressive.PostgreSql;

/// <summary>
/// Runs statements as one transaction in one round trip, within the time an operation may take. What takes longer is left behind: the driver sees to its cancellation, which may itself
/// wait for a server that does not answer, and nobody waits for that.
/// </summary>
internal sealed class Database(NpgsqlDataSource source, SchemaGate gate, PostgreSqlErrors errors, Outage outage, TimeSpan timeout, TimeProvider time)
{
    // Whatever the server is told to, and whatever becomes of the connection: it does not go on for longer either.
    private readonly string _begin = string.Create(
        CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = {Math.Max(1, (long)timeout.TotalMilliseconds)}");

    public PostgreSqlErrors Errors => errors;

    /// <param name="fill">Adds the statements.</param>
    /// <param name="read">Reads the result sets, in the order of the statements that have one. What it returns is given on only after the commit.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public ValueTask<T> RunAsync<T>(Action<NpgsqlBatch> fill, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => WithinAsync(
        async token =>
        {
            var result = await ExecuteAsync(fill, read, token).ConfigureAwait(false);
            outage.Succeeded();
            return result;
        },
        cancellationToken);

    /// <summary>Statements without a result.</summary>
    public async ValueTask RunAsync(Action<NpgsqlBatch> fill, CancellationToken cancellationToken) =>
        await RunAsync(fill, static (_, _) => Task.FromResult(true), cancellationToken).ConfigureAwait(false);

    /// <summary>Several of them that are one operation to whoever waits, and have the time of one.</summary>
    public async ValueTask<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = work(limit.Token);
        try
        {
            return await running.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = Failed(e);
            if (ReferenceEquals(failure, e))
            {
                throw;
            }

            throw failure;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The driver's word for a cancellation may be another.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        finally
        {
            _ = LeaveAsync(running, limit);
        }
    }

    /// <summary>What to throw for a failure, after it was taken note of.</summary>
    private StateStoreException Failed(Exception e)
    {
        var failure = errors.Translate(e);
        if (failure.Code == ErrorCodes.SchemaMissing)
        {
            gate.Close();
        }

        outage.Failed(failure);
        return failure;
    }

    private async Task<T> ExecuteAsync<T>(Action<NpgsqlBatch> fill, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        using var apart = AmbientTransaction.StandApart();
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var batch = new NpgsqlBatch(connection);
            await using (batch.ConfigureAwait(false))
            {
                // Whatever the default of the role is: above this level, what waited for a lock would not see what was committed meanwhile.
                batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED"));
                batch.BatchCommands.Add(new NpgsqlBatchCommand(_begin));
                fill(batch);
                batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
                var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var result = await read(reader, cancellationToken).ConfigureAwait(false);
                    while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                    {
                        // The commit comes last, and may refuse what went before it.
                    }

                    return result;
                }
            }
        }
    }

    private static async Task LeaveAsync(Task running, CancellationTokenSource limit)
    {
        try
        {
            if (!running.IsCompleted)
            {
                // Not here: the driver's part of a cancellation connects to the server.
                await limit.CancelAsync().ConfigureAwait(false);
            }

            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            limit.Dispose();
        }
    }
}
