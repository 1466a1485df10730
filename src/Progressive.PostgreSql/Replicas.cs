using System.Collections.Concurrent;
using Npgsql;
using Progressive.PostgreSql.Changes;
using Progressive.State;
using static Progressive.PostgreSql.BatchExtensions;

namespace Progressive.PostgreSql;

/// <summary>The reports and leases of one scope.</summary>
internal sealed class Replicas(Database database, ScopeRow scope, StatementTexts texts)
{
    private static readonly long s_lifetime = (long)SharedStateStore.ReportLifetime.TotalMicroseconds;

    // What this process was given: a server that crashed has forgotten it.
    private readonly ConcurrentDictionary<string, Given> _given = new(StringComparer.Ordinal);

    public ValueTask<long> ReportAsync(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => database.WithinAsync(
        async token => await ReportAgainAsync(boot, content, token).ConfigureAwait(false) ?? await ReportFirstAsync(boot, content, token).ConfigureAwait(false),
        cancellationToken);

    public async ValueTask<IReadOnlyList<ReplicaReport>> ReadReportsAsync(CancellationToken cancellationToken) => await database.RunAsync(
        batch => batch.Add(texts.ReadReports, Text(scope.Name)), ReadAsync, cancellationToken).ConfigureAwait(false);

    public async ValueTask RetractReportAsync(string boot, CancellationToken cancellationToken)
    {
        await database.RunAsync(batch => batch.Add(texts.RetractReport, Text(scope.Name), Text(boot)), cancellationToken).ConfigureAwait(false);
        _given.TryRemove(boot, out _);
    }

    public ValueTask<bool> TryLeaseAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) => database.RunAsync(
        batch => batch.Add(texts.TakeLease, Text(scope.Name), Text(name), Text(owner), Number(Math.Max(1, (long)duration.TotalMicroseconds))),
        static (reader, inner) => reader.ReadAsync(inner),
        cancellationToken);

    public ValueTask ReleaseLeaseAsync(string name, string owner, CancellationToken cancellationToken) => database.RunAsync(
        batch => batch.Add(texts.ReleaseLease, Text(scope.Name), Text(name), Text(owner)), cancellationToken);

    private ValueTask<long?> ReportAgainAsync(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => database.RunAsync(
        batch =>
        {
            batch.Add(texts.DropOldReports, Text(scope.Name), Text(boot), Number(s_lifetime));
            batch.Add(texts.ReportAgain, Text(scope.Name), Text(boot), Bytes(content));
        },
        OrdinalAsync,
        cancellationToken);

    private async ValueTask<long> ReportFirstAsync(string boot, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var before = _given.GetValueOrDefault(boot);
        var given = await scope.WithAsync(
            token => database.RunAsync(
                batch =>
                {
                    batch.Add(texts.LockScope, Text(scope.Name));
                    batch.Add(texts.ReportFirst, Text(scope.Name), Text(boot), Bytes(content), Text(before?.Generation ?? ""), Number(before?.Ordinal ?? 0));
                },
                ReadGivenAsync,
                token),
            cancellationToken).ConfigureAwait(false);
        _given[boot] = given;
        return given.Ordinal;
    }

    private async Task<Given?> ReadGivenAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var generation = reader.GetString(0);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await OrdinalAsync(reader, cancellationToken).ConfigureAwait(false) is { } ordinal ? new(generation, ordinal) : throw database.Errors.TooManyReplicas();
    }

    private static async Task<long?> OrdinalAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt64(0) : null;

    private async Task<List<ReplicaReport>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var reports = new List<ReplicaReport>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var (boot, ordinal) = (reader.GetString(0), reader.GetInt64(1));
            if (!ChangeHint.IsKey(boot) || ordinal <= 0 || reader.IsDBNull(3))
            {
                throw database.Errors.ContentInvalid("a report with a boot, an ordinal or a size that none can have");
            }

            // A clock that was set back makes no report come from tomorrow.
            reports.Add(new(boot, ordinal, TimeSpan.FromMicroseconds(Math.Max(0, reader.GetInt64(2))), reader.GetFieldValue<byte[]>(3)));
        }

        return reports;
    }

    private sealed record Given(string Generation, long Ordinal);
}
