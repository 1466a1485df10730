using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Progressive.State;

namespace Progressive.PostgreSql.Diagnostics;

/// <summary>Whatever the driver throws, as what a store promises to throw: an id, the cause in the server's words, and what to do.</summary>
/// <param name="server">Host, port and database.</param>
/// <param name="schema">The schema of the tables.</param>
/// <param name="timeout">How long an operation may take.</param>
internal sealed class PostgreSqlErrors(string server, string schema, TimeSpan timeout)
{
    public StateStoreException Translate(Exception e) => e switch
    {
        StateStoreException known => known,
        PostgresException refusal => Translate(refusal),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException or OperationCanceledException => TimedOut(e),
        NpgsqlException { InnerException: AuthenticationException or NotSupportedException } or AuthenticationException => Denied(e),
        InvalidCastException or OverflowException => ContentInvalid("a column of another type", e),
        NpgsqlException or SocketException or IOException => Unreachable(e),
        _ => Refused(e),
    };

    public StateStoreException ContentInvalid(string what, Exception? inner = null) => new(
        ErrorCodes.ContentInvalid,
        $"{ErrorCodes.ContentInvalid}: {server}, schema '{schema}', holds {what}, which no version of this library writes. Correct or delete it by hand, or restore a backup; "
        + "until then state goes on in memory as it was.",
        inner);

    public StateStoreException TooManyReplicas() => new(
        ErrorCodes.TooManyReplicas,
        $"{ErrorCodes.TooManyReplicas}: {SharedStateStore.MaxReplicas} other processes have reported to this scope of {server} in the last hour, and no more may. "
        + "Give applications scopes of their own (Progressive:Application, Progressive:Environment); processes that ended without a goodbye are dropped after an hour.");

    public StateStoreException SchemaMissing(Exception? inner = null) => new(
        ErrorCodes.SchemaMissing,
        $"{ErrorCodes.SchemaMissing}: {server} has no schema '{schema}' with the tables of version {Schema.SchemaScript.Version}{Reason(inner)}. "
        + "Run PostgreSqlStateStore.GetMigrationScript(schema) as the owner of the schema, or leave PostgreSqlStateOptions.MigrateOnStart on with a role that may create it.",
        inner);

    public StateStoreException SchemaNewer(int version) => new(
        ErrorCodes.SchemaNewer,
        $"{ErrorCodes.SchemaNewer}: Schema '{schema}' of {server} has version {version}; this version of the library knows {Schema.SchemaScript.Version}. "
        + "Run the version that migrated it, or set another schema (rollouts then start again).");

    private StateStoreException Translate(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => TimedOut(e),
        PostgresErrorCodes.ReadOnlySqlTransaction => new(
            ErrorCodes.ReadOnly,
            $"{ErrorCodes.ReadOnly}: {server} takes no writes{Reason(e)}. Connect to the primary (Target Session Attributes=primary with several hosts), "
            + "and see that neither the role nor the database has default_transaction_read_only set.",
            e),
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources
            or PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.ProgramLimitExceeded => new(
            ErrorCodes.Exhausted,
            $"{ErrorCodes.Exhausted}: {server} has run out of something{Reason(e)}. Make room on its disk, raise max_connections, or give this application fewer connections (Maximum Pool Size).",
            e),
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => Denied(e),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => SchemaMissing(e),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.InvalidCatalogName => Unreachable(e),
        { } state when state.StartsWith("08", StringComparison.Ordinal) => Unreachable(e),
        _ => Refused(e),
    };

    private StateStoreException Unreachable(Exception e) => new(
        ErrorCodes.Unreachable,
        $"{ErrorCodes.Unreachable}: {server} cannot be reached{Reason(e)}. State goes on in memory as it was, and nothing raises exposure. "
        + "See that the server runs, and that host, port and database are right.",
        e);

    private StateStoreException TimedOut(Exception e) => new(
        ErrorCodes.TimedOut,
        $"{ErrorCodes.TimedOut}: {server} has not answered within {timeout.TotalSeconds:0.###} s (PostgreSqlStateOptions.OperationTimeout). State goes on in memory as it was. "
        + "Look for locks that are held (pg_stat_activity), a slow disk, or a pool without free connections.",
        e);

    private StateStoreException Denied(Exception e) => new(
        ErrorCodes.Denied,
        $"{ErrorCodes.Denied}: {server} does not let this role do what is needed{Reason(e)}. Check user, password and TLS, and grant the role what docs/reference/postgresql-state.md lists; "
        + "a role without the right to create things needs the schema made by PostgreSqlStateStore.GetMigrationScript(schema).",
        e);

    private StateStoreException Refused(Exception e) => new(
        ErrorCodes.Refused,
        $"{ErrorCodes.Refused}: {server} could not do what it was asked{Reason(e)}. It is tried again; if it stays, look the cause up in the log of the server.",
        e);

    private static string Reason(Exception? e) => e switch
    {
        null => "",
        PostgresException refusal => $" ({refusal.SqlState}: {refusal.MessageText})",
        { InnerException: { } inner } => $" ({inner.Message.TrimEnd('.')})",
        _ => $" ({e.Message.TrimEnd('.')})",
    };
}
