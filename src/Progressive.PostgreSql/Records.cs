using System.Globalization;
using Npgsql;
using Progressive.PostgreSql.Changes;
using Progressive.State;
using static Progressive.PostgreSql.BatchExtensions;

namespace Progressive.PostgreSql;

/// <summary>The records and the log of one scope.</summary>
internal sealed class Records(Database database, ScopeRow scope, StatementTexts texts)
{
    private const int MostGenerationCharacters = 64;

    public ValueTask<StateReading> ReadAsync(CancellationToken cancellationToken) => scope.WithAsync(
        token => database.RunAsync(batch => batch.Add(texts.Read, Text(scope.Name)), ReadAsync, token), cancellationToken);

    public ValueTask<StateReading> ReadAsync(string key, CancellationToken cancellationToken) => scope.WithAsync(
        token => database.RunAsync(batch => batch.Add(texts.ReadOne, Text(scope.Name), Text(key)), ReadAsync, token), cancellationToken);

    /// <returns>The result, and the generation it belongs to.</returns>
    public async ValueTask<(string Generation, StateWriteResult Result)> TryWriteAsync(
        string key, ReadOnlyMemory<byte> content, long expectedVersion, CancellationToken cancellationToken)
    {
        var done = await scope.WithAsync(
            token => database.RunAsync(
                batch =>
                {
                    batch.Add(texts.LockScope, Text(scope.Name));
                    if (expectedVersion == 0)
                    {
                        batch.Add(texts.WriteNew, Text(scope.Name), Text(key), Bytes(content));
                    }
                    else
                    {
                        batch.Add(texts.WriteOver, Text(scope.Name), Text(key), Bytes(content), Number(expectedVersion));
                    }
                },
                (reader, inner) => ReadResultAsync(reader, key, inner),
                token),
            cancellationToken).ConfigureAwait(false);
        return (done.Generation, done.Result);
    }

    public async ValueTask AppendAsync(StateLogEntry entry, CancellationToken cancellationToken) => await scope.WithAsync(
        token => database.RunAsync(
            batch =>
            {
                batch.Add(texts.LockScope, Text(scope.Name));
                batch.Add(texts.Append, Text(scope.Name), Text(entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), Text(entry.Key), Bytes(entry.Content));
            },
            static async (reader, inner) => await reader.ReadAsync(inner).ConfigureAwait(false) ? reader.GetString(0) : null,
            token),
        cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<StateLogEntry>> ReadLogAsync(int max, CancellationToken cancellationToken) => await database.RunAsync(
        batch => batch.Add(texts.ReadLog, Text(scope.Name), Number(Math.Min(max, StateStore.LogCapacity))), ReadEntriesAsync, cancellationToken).ConfigureAwait(false);

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

    private async Task<Written?> ReadResultAsync(NpgsqlDataReader reader, string key, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            || !await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)
            || !await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var generation = Generation(reader.GetString(0));
        return reader.IsDBNull(1)
            ? new(generation, StateWriteResult.Conflict(reader.IsDBNull(3) ? null : Record(reader, 3, key)))
            : new(generation, StateWriteResult.Written(Version(reader.GetInt64(1), 1, $"record '{key}'")));
    }

    private async Task<List<StateLogEntry>> ReadEntriesAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var entries = new List<StateLogEntry>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var (at, key) = (reader.GetString(0), reader.GetString(1));
            if (!DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || time.Offset != TimeSpan.Zero)
            {
                throw database.Errors.ContentInvalid("a log entry whose time is none");
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
        ? throw database.Errors.ContentInvalid($"{what} with a content of more than {limit} bytes")
        : reader.GetFieldValue<byte[]>(column);

    private string Generation(string text) => text.Length is > 0 and <= MostGenerationCharacters && text.All(char.IsAsciiLetterOrDigit)
        ? text
        : throw database.Errors.ContentInvalid($"a generation of scope '{scope.Name}' that is none");

    private long Version(long version, long least, string what) =>
        version >= least ? version : throw database.Errors.ContentInvalid($"{what} with version {version.ToString(CultureInfo.InvariantCulture)}");

    private void CheckKey(string key, string what)
    {
        if (!ChangeHint.IsKey(key))
        {
            throw database.Errors.ContentInvalid($"a {what} with the key '{(key.Length <= StateStore.MaxKeyLength ? key : key[..StateStore.MaxKeyLength])}'");
        }
    }

    private sealed record Written(string Generation, StateWriteResult Result);
}
