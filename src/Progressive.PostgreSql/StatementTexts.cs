using Progressive.State;

namespace Progressive.PostgreSql;

/// <summary>
/// What is said to the server. Every statement stands in a transaction of its own that reads what is committed, in one message with its begin and its commit: locks are held for no round
/// trip. What gives out versions locks the scope's row first, in a statement of its own; the next statement sees all that whoever had the lock before has committed.
/// So the versions of a scope are committed in their order, and who knows one has missed nothing below it.
/// </summary>
internal sealed class StatementTexts(string schema)
{
    // Only what holds the lock may write: between the statement that found no row to lock and this one somebody can have made it. A setting of the transaction is what one
    // statement can leave to the next.
    private const string IsLocked = "generation = current_setting('progressive.locked', true)";

    // As a version it also grows when a backup was restored: what was handed out since then does not come again.
    private const string NextVersion = "greatest(version + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

    /// <summary>$1 scope, $2 generation: makes the scope where it is not there.</summary>
    public string MakeScope { get; } = $"""INSERT INTO "{schema}".scope (scope, generation, version, boots) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING""";

    /// <summary>$1 scope: the generation, or no row. Not so strong a lock that rows which refer to the scope would wait for it.</summary>
    public string LockScope { get; } = $"""SELECT set_config('progressive.locked', generation, true) FROM "{schema}".scope WHERE scope = $1 FOR NO KEY UPDATE""";

    /// <summary>$1 scope.</summary>
    public string Position { get; } = $"""SELECT generation, version FROM "{schema}".scope WHERE scope = $1""";

    /// <summary>$1 scope: a row for each record, or one without.</summary>
    public string Versions { get; } =
        $"""
        SELECT scope.generation, scope.version, record.key, record.version
        FROM "{schema}".scope LEFT JOIN "{schema}".record USING (scope) WHERE scope.scope = $1
        """;

    /// <summary>$1 scope: a row for each record, or one without.</summary>
    public string Read { get; } = $"""{Select(schema)} USING (scope) WHERE scope.scope = $1""";

    /// <summary>$1 scope, $2 key: one row.</summary>
    public string ReadOne { get; } = $"""{Select(schema)} ON record.scope = scope.scope AND record.key = $2 WHERE scope.scope = $1""";

    /// <summary>$1 scope, $2 key, $3 content: after the lock. One row: generation, the version written or null, and what is in the way.</summary>
    public string WriteNew { get; } =
        $"""
        {Next(schema)}
        written AS (
          INSERT INTO "{schema}".record (scope, key, version, content) SELECT $1, $2, next.version, $3 FROM next
          ON CONFLICT (scope, key) DO NOTHING RETURNING version),
        {Finish(schema)}
        """;

    /// <summary>$1 scope, $2 key, $3 content, $4 expected version: as above.</summary>
    public string WriteOver { get; } =
        $"""
        {Next(schema)}
        written AS (
          UPDATE "{schema}".record SET version = next.version, content = $3 FROM next
          WHERE record.scope = $1 AND record.key = $2 AND record.version = $4 RETURNING record.version),
        {Finish(schema)}
        """;

    /// <summary>$1 scope, $2 time, $3 key, $4 content: after the lock. What is there before the entry is cut to one less than the capacity.</summary>
    public string Append { get; } =
        $"""
        WITH stamped AS (UPDATE "{schema}".scope SET version = {NextVersion} WHERE scope = $1 AND {IsLocked} RETURNING version),
        trimmed AS (
          DELETE FROM "{schema}".log WHERE scope = $1 AND version <=
            (SELECT version FROM "{schema}".log WHERE scope = $1 ORDER BY version DESC OFFSET {StateStore.LogCapacity - 1} LIMIT 1))
        INSERT INTO "{schema}".log (scope, version, at, key, content) SELECT $1, version, $2, $3, $4 FROM stamped
        """;

    /// <summary>$1 scope, $2 how many: the newest first.</summary>
    public string ReadLog { get; } =
        $"""
        SELECT at, key, CASE WHEN octet_length(content) <= {StateStore.MaxLogContentBytes} THEN content END
        FROM "{schema}".log WHERE scope = $1 ORDER BY version DESC LIMIT $2
        """;

    /// <summary>$1 scope, $2 the boot that stays, $3 lifetime in microseconds. Processes prune at once: what another one is about to drop is left to it.</summary>
    public string DropOldReports { get; } =
        $"""
        DELETE FROM "{schema}".replica WHERE scope = $1 AND boot IN (
          SELECT boot FROM "{schema}".replica
          WHERE scope = $1 AND boot <> $2 AND reported < clock_timestamp() - $3 * interval '1 microsecond' FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>$1 scope, $2 boot, $3 content: the ordinal, or no row where the process has no report yet.</summary>
    public string ReportAgain { get; } =
        $"""UPDATE "{schema}".replica SET content = $3, reported = clock_timestamp() WHERE scope = $1 AND boot = $2 RETURNING ordinal""";

    /// <summary>
    /// $1 scope, $2 boot, $3 content, $4 and $5 the generation and ordinal that the process remembers: after the lock. A server that crashed forgets reports but not how many there were, so
    /// that a process which comes again gets the ordinal it had. No row: there are as many others as may be.
    /// </summary>
    public string ReportFirst { get; } =
        $"""
        WITH known AS MATERIALIZED (
          SELECT CASE WHEN generation = $4 AND $5 BETWEEN 1 AND boots
            AND NOT EXISTS (SELECT FROM "{schema}".replica WHERE replica.scope = $1 AND replica.ordinal = $5) THEN $5 ELSE boots + 1 END AS ordinal
          FROM "{schema}".scope
          WHERE scope.scope = $1 AND {IsLocked} AND (SELECT count(*) FROM "{schema}".replica WHERE replica.scope = $1 AND replica.boot <> $2) < {SharedStateStore.MaxReplicas}),
        counted AS (UPDATE "{schema}".scope SET boots = greatest(boots, known.ordinal) FROM known WHERE scope.scope = $1)
        INSERT INTO "{schema}".replica (scope, boot, ordinal, reported, content) SELECT $1, $2, known.ordinal, clock_timestamp(), $3 FROM known
        ON CONFLICT (scope, boot) DO UPDATE SET content = excluded.content, reported = excluded.reported
        RETURNING ordinal
        """;

    /// <summary>$1 scope.</summary>
    public string ReadReports { get; } =
        $"""
        SELECT boot, ordinal, (extract(epoch FROM clock_timestamp() - reported) * 1000000)::bigint,
          CASE WHEN octet_length(content) <= {SharedStateStore.MaxReportBytes} THEN content END
        FROM "{schema}".replica WHERE scope = $1 ORDER BY ordinal
        """;

    /// <summary>$1 scope, $2 boot.</summary>
    public string RetractReport { get; } = $"""DELETE FROM "{schema}".replica WHERE scope = $1 AND boot = $2""";

    /// <summary>$1 scope, $2 name, $3 owner, $4 microseconds: a row, or none where another owner has it.</summary>
    public string TakeLease { get; } =
        $"""
        INSERT INTO "{schema}".lease AS held (scope, name, owner, expires) VALUES ($1, $2, $3, clock_timestamp() + $4 * interval '1 microsecond')
        ON CONFLICT (scope, name) DO UPDATE SET owner = excluded.owner, expires = excluded.expires
        WHERE held.owner = excluded.owner OR held.expires <= clock_timestamp()
        RETURNING true
        """;

    /// <summary>$1 scope, $2 name, $3 owner.</summary>
    public string ReleaseLease { get; } = $"""DELETE FROM "{schema}".lease WHERE scope = $1 AND name = $2 AND owner = $3""";

    /// <summary>$1 what to say.</summary>
    public string Notify { get; } = $"SELECT pg_notify('{schema}', $1)";

    /// <summary>The channel of the hints.</summary>
    public string Channel => schema;

    public string Listen { get; } = $"LISTEN \"{schema}\"";

    private static string Next(string schema) => $"""WITH next AS MATERIALIZED (SELECT generation, {NextVersion} AS version FROM "{schema}".scope WHERE scope = $1 AND {IsLocked}),""";

    private static string Finish(string schema) =>
        $"""
        stamped AS (UPDATE "{schema}".scope SET version = written.version FROM written WHERE scope.scope = $1),
        hinted AS (SELECT pg_notify('{schema}', $1 || ':' || next.generation || ':' || written.version || ':' || $2) FROM next, written)
        SELECT next.generation, (SELECT version FROM written), (SELECT count(*) FROM hinted), record.version,
          CASE WHEN NOT EXISTS (SELECT FROM written) AND octet_length(record.content) <= {StateStore.MaxContentBytes} THEN record.content END
        FROM next LEFT JOIN "{schema}".record ON record.scope = $1 AND record.key = $2
        """;

    private static string Select(string schema) =>
        $"""
        SELECT scope.generation, scope.version, record.key, record.version,
          CASE WHEN octet_length(record.content) <= {StateStore.MaxContentBytes} THEN record.content END
        FROM "{schema}".scope LEFT JOIN "{schema}".record
        """;
}
