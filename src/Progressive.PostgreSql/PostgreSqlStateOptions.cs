using Progressive.State;

namespace Progressive.PostgreSql;

/// <summary>How state is kept in PostgreSQL. All problems of the options are told at once, when the host starts.</summary>
public sealed class PostgreSqlStateOptions
{
    /// <summary>
    /// Where the server is, as Npgsql reads it: <c>Host=db.example;Database=shop;Username=shop</c>. Not needed, and not allowed, together with a data source of the application.
    /// Where it does not say otherwise, at most 10 connections are pooled, and of several hosts the primary is used.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whose state it is; null, the default: what the configuration and the host say, see <see cref="StateScope.Of"/>. A store that is made in code is told its scope there.</summary>
    public StateScope? Scope { get; set; }

    /// <summary>The schema of the tables, and the channel of the hints; default <c>progressive</c>. Lower case letters, digits and <c>_</c>, at most 63, no digit first.</summary>
    public string Schema { get; set; } = "progressive";

    /// <summary>How often changes are looked for that no hint told of, give or take 20 %: 100 ms to 1 minute, default 5 s. Never less often than every second while hints are not heard.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an operation may take before it fails with a <see cref="StateStoreException"/>: 50 ms to 1 minute, default 1 s.</summary>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a schema that is missing or older is made or migrated before the first operation, once by however many processes; default <see langword="true"/>. A schema that is
    /// there in this version needs no rights for that. <see langword="false"/>: run <see cref="PostgreSqlStateStore.GetMigrationScript"/> yourself.
    /// </summary>
    public bool MigrateOnStart { get; set; } = true;

    internal bool HasDataSource { get; set; }
}
