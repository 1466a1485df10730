using System.Globalization;
using Npgsql;
using Progressive.PostgreSql.Changes;
using Progressive.State;
using static Progressive.PostgreSql.BatchExtensions;

namespace Progressive.PostgreSql;

/// <summary>The records and the log of one scope.</summary>
internal sealed class Records
{
    private const int MostGenerationCharacters = 64;

    private readonly Database _database;
    private readonly ScopeRow _scope;
    private readonly StatementTexts _texts;
    private readonly WriteQueue _queue;

    public Records(Database database, ScopeRow scope, StatementTexts texts)
    {
        (_database, _scope, _texts) = (database, scope, texts);
        _queue = new(WriteAsync);
    }

    public ValueTask<StateReading> ReadAsync(CancellationToken cancellationToken) => _scope.WithAsync(
        token => _database.RunAsync(batch => batch.Add(_texts.Read, Text(_scope.Name)), ReadAsync, token), cancellationToken);

    public ValueTask<StateReading> ReadAsync(string key, CancellationToken cancellationToken) => _scope.WithAsync(
        token => _database.RunAsync(batch => batch.Add(_texts.ReadOne, Text(_scope.Name), Text(key)), ReadAsync, token), cancellationToken);

    public ValueTask<RecordWritten> TryWriteAsync(string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken) =>
        _database.WithinAsync(token => _queue.AddAsync(new(key, content, expectedVersion), token), cancellationToken);

    public async ValueTask AppendAsync(StateLogEntry entry, CancellationToken cancellationToken) => await _scope.WithAsync(
        token => _database.RunAsync(
            batch =>
            {
                batch.Add(_texts.LockScope, Text(_scope.Name));
                batch.Add(_texts.Append, Text(_scope.Name), Text(entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), Text(entry.Key), Bytes(entry.Content));
            },
            static async (reader, inner) => await reader.ReadAsync(inner).ConfigureAwait(false) ? reader.GetString(0) : null,
            token),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsync(int max, CancellationToken cancellationToken) => await _database.RunAsync(
        batch => batch.Add(_texts.ReadLog, Text(_scope.Name), Number(Math.Min(max, StateStore.LogCapacity))), ReadEntriesAsync, cancellationToken).ConfigureAwait(false);

    private async Task<StateReading?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        (string Generation, long Version)? position = null;
        var records = new List<StateRecord>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            position ??= (Generation(reader.GetString(0)), Version(reader.GetInt64(1), 0, "a scope"));
            if (!await reader.IsDBNullAsync(2, cancellationToken).ConfigureAwait(false))
            {
                records.Add(Record(reader, 3, reader.GetString(2)));
            }
        }

        return position is { } at ? new StateReading(at.Generation, at.Version, records) : null;
    }

    private ValueTask<IReadOnlyList<RecordWritten>> WriteAsync(IReadOnlyList<RecordWrite> writes) => _scope.WithAsync(
        token => _database.RunAsync(
            batch =>
            {
                batch.Add(_texts.LockScope, Text(_scope.Name));
                foreach (var write in writes)
                {
                    if (write.ExpectedVersion == 0)
                    {
                        batch.Add(_texts.WriteNew, Text(_scope.Name), Text(write.Key), Bytes(write.Content));
                    }
                    else
                    {
                        batch.Add(_texts.WriteOver, Text(_scope.Name), Text(write.Key), Bytes(write.Content), Number(write.ExpectedVersion));
                    }
                }
            },
            (reader, inner) => ReadResultsAsync(reader, writes, inner),
            token),
        CancellationToken.None);

    private async Task<IReadOnlyList<RecordWritten>?> ReadResultsAsync(NpgsqlDataReader reader, IReadOnlyList<RecordWrite> writes, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var results = new List<RecordWritten>(writes.Count);
        foreach (var write in writes)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var generation = Generation(reader.GetString(0));
            results.Add(reader.IsDBNull(1)
                ? new(generation, StateWriteResult.Conflict(reader.IsDBNull(3) ? null : Record(reader, 3, write.Key)))
                : new(generation, StateWriteResult.Written(Version(reader.GetInt64(1), 1, $"record '{write.Key}'"))));
        }

        return results;
    }

    private async Task<List<StateLogEntry>> ReadEntriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<StateLogEntry>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var (at, key) = (reader.GetString(0), reader.GetString(1));
            if (!DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time.Offset != TimeSpan.Zero)
            {
                throw _database.Errors.ContentInvalid("a log entry whose time is none");
            }

            CheckKey(key, "log entry");
            entries.Add(new(time, key, Content(reader, 2, $"a log entry about '{key}'", StateStore.MaxLogContentBytes)));
        }

        entries.Reverse();
        return entries;
    }

    private StateRecord Record(NpgsqlDataReader reader, int version, string key)
    {
        CheckKey(key, "record");
        return new(key, Version(reader.GetInt64(version), 1, $"record '{key}'"), Content(reader, version + 1, $"record '{key}'", StateStore.MaxContentBytes));
    }

    private ReadOnlyMemory<byte> Content(NpgsqlDataReader reader, int column, string what, int limit) => reader.IsDBNull(column)
        ? throw _database.Errors.ContentInvalid($"{what} with a content of more than {limit} bytes")
        : reader.GetFieldValue<byte[]>(column);

    private string Generation(string text) => text.Length is > 0 and <= MostGenerationCharacters && text.All(char.IsAsciiLetterOrDigit)
        ? text
        : throw _database.Errors.ContentInvalid($"a generation of scope '{_scope.Name}' that is none");

    private long Version(long version, long least, string what) =>
        version >= least ? version : throw _database.Errors.ContentInvalid($"{what} with version {version.ToString(CultureInfo.InvariantCulture)}");

    private void CheckKey(string key, string what)
    {
        if (!ChangeHint.IsKey(key))
        {
            throw _database.Errors.ContentInvalid($"a {what} with the key '{(key.Length <= StateStore.MaxKeyLength ? key : key[..StateStore.MaxKeyLength])}'");
        }
    }
}
