namespace Progressive.PostgreSql.Schema;

/// <summary>The tables as SQL. A schema's name is interpolated because SQL takes no parameter there; it has been checked to need no quotes, and is quoted all the same.</summary>
internal static class SchemaScript
{
    /// <summary>The version of the tables that this code reads and writes.</summary>
    public const int Version = 1;

    /// <summary>Whoever changes the tables holds this advisory lock until it commits. The bytes are the letters of "Progress".</summary>
    public const long Lock = 0x50726f6772657373;

    public static string CreateSchema(string schema) => $"CREATE SCHEMA IF NOT EXISTS \"{schema}\";";

    /// <summary>
    /// Everything inside the schema; it may be run again. A log entry's time is text because a timestamp has microseconds and the entry ten times that.
    /// Reports are unlogged: every process says everything again within seconds, and a crash of the server may forget them. They are replaced in place, for which pages are kept half empty.
    /// </summary>
    public static string CreateTables(string schema) =>
        $"""
        CREATE TABLE IF NOT EXISTS "{schema}".schema_version (
          version integer PRIMARY KEY,
          migrated timestamptz NOT NULL DEFAULT clock_timestamp()
        );
        CREATE TABLE IF NOT EXISTS "{schema}".scope (
          scope text COLLATE "C" PRIMARY KEY,
          generation text NOT NULL,
          version bigint NOT NULL,
          boots bigint NOT NULL
        );
        CREATE TABLE IF NOT EXISTS "{schema}".record (
          scope text COLLATE "C" NOT NULL REFERENCES "{schema}".scope ON DELETE CASCADE,
          key text COLLATE "C" NOT NULL,
          version bigint NOT NULL,
          content bytea NOT NULL,
          PRIMARY KEY (scope, key)
        );
        CREATE TABLE IF NOT EXISTS "{schema}".log (
          scope text COLLATE "C" NOT NULL REFERENCES "{schema}".scope ON DELETE CASCADE,
          version bigint NOT NULL,
          at text NOT NULL,
          key text NOT NULL,
          content bytea NOT NULL,
          PRIMARY KEY (scope, version)
        );
        CREATE UNLOGGED TABLE IF NOT EXISTS "{schema}".replica (
          scope text COLLATE "C" NOT NULL REFERENCES "{schema}".scope ON DELETE CASCADE,
          boot text COLLATE "C" NOT NULL,
          ordinal bigint NOT NULL,
          reported timestamptz NOT NULL,
          content bytea NOT NULL,
          PRIMARY KEY (scope, boot)
        ) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS "{schema}".lease (
          scope text COLLATE "C" NOT NULL,
          name text COLLATE "C" NOT NULL,
          owner text NOT NULL,
          expires timestamptz NOT NULL,
          PRIMARY KEY (scope, name)
        );
        INSERT INTO "{schema}".schema_version (version) VALUES ({Version}) ON CONFLICT DO NOTHING;
        """;

    /// <summary>The same for a person with a console, who must not meet a migrating process half way.</summary>
    public static string Complete(string schema) =>
        $"""
        BEGIN;
        SELECT pg_advisory_xact_lock({Lock});
        {CreateSchema(schema)}
        {CreateTables(schema)}
        COMMIT;
        """;
}
