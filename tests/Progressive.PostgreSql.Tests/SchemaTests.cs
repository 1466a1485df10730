using Progressive.PostgreSql.Tests.Servers;

namespace Progressive.PostgreSql.Tests;

public sealed class SchemaTests(PostgreSqlServer server) : StoreTest(server)
{
    [Fact]
    public async Task Twenty_stores_that_start_at_once_migrate_once()
    {
        var log = new LogLines();
        var stores = Enumerable.Range(0, 20).Select(_ => Open(log: log, connectionString: Server.For("postgres", "Maximum Pool Size=2"))).ToList();

        var readings = await Task.WhenAll(stores.Select(store => Task.Run(async () => await store.ReadAsync(Cancellation))));

        Assert.Single(readings.Select(static reading => reading.Generation).Distinct());
        Assert.Equal([385], log.Ids);
        Assert.Equal(["1"], await Server.ListAsync($"SELECT version FROM \"{Schema}\".schema_version"));
    }

    [Fact]
    public async Task The_script_makes_what_migration_makes()
    {
        await Open().ReadAsync(Cancellation);
        var other = Server.NewName("scripted");

        await Server.ExecuteAsync(PostgreSqlStateStore.GetMigrationScript(other));
        await Server.ExecuteAsync(PostgreSqlStateStore.GetMigrationScript(other));

        var migrated = await CatalogAsync(Schema);
        Assert.Contains(migrated, static line => line.Contains("replica | u | {fillfactor=50}", StringComparison.Ordinal));
        Assert.Equal(migrated, await CatalogAsync(other));
    }

    [Fact]
    public void The_script_is_that_of_the_usual_schema()
    {
        Assert.Equal(PostgreSqlStateStore.GetMigrationScript("progressive"), PostgreSqlStateStore.MigrationScript);
        Assert.StartsWith("PRG0389: ", Assert.Throws<ArgumentException>(static () => PostgreSqlStateStore.GetMigrationScript("a\"; DROP SCHEMA b; --")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_schema_is_left_alone()
    {
        await Open().ReadAsync(Cancellation);
        await Server.ExecuteAsync($"INSERT INTO \"{Schema}\".schema_version (version) VALUES (2)");

        var error = await FailsAsync("PRG0386", () => Open().ReadAsync(Cancellation).AsTask());

        Assert.Contains("has version 2; this version of the library knows 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_migration_a_missing_schema_is_an_error_until_somebody_made_it()
    {
        var store = Open(configure: static options => options.MigrateOnStart = false);

        await FailsAsync("PRG0385", () => store.ReadAsync(Cancellation).AsTask());
        await Server.ExecuteAsync(PostgreSqlStateStore.GetMigrationScript(Schema));

        await WriteAsync(store, "a", "1");
    }

    [Fact]
    public async Task A_schema_that_is_dropped_under_a_store_is_made_again()
    {
        var store = Open();
        await WriteAsync(store, "a", "1");
        await Server.ExecuteAsync($"DROP SCHEMA \"{Schema}\" CASCADE");

        await FailsAsync("PRG0385", () => store.ReadAsync(Cancellation).AsTask());

        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
    }

    [Fact]
    public async Task A_role_that_may_not_create_schemas_needs_one_that_is_made()
    {
        var role = await NewRoleAsync();
        var store = Open(connectionString: Server.For(role));

        var error = await FailsAsync("PRG0382", () => store.ReadAsync(Cancellation).AsTask());
        Assert.Contains("GetMigrationScript", error.Message, StringComparison.Ordinal);

        // The owner of an empty schema makes the tables.
        await Server.ExecuteAsync($"CREATE SCHEMA \"{Schema}\" AUTHORIZATION {role}");
        await WriteAsync(store, "a", "1");
    }

    private async Task<List<string>> CatalogAsync(string schema)
    {
        List<string> lines =
        [
            .. await Server.ListAsync($"SELECT relname, relpersistence::text, coalesce(reloptions::text, '') FROM pg_class WHERE relnamespace = '\"{schema}\"'::regnamespace ORDER BY 1"),
            .. await Server.ListAsync(
                $"""
                SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, ''), coalesce(collation_name, '') FROM information_schema.columns
                WHERE table_schema = '{schema}' ORDER BY table_name, ordinal_position
                """),
            .. await Server.ListAsync($"SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = '\"{schema}\"'::regnamespace ORDER BY 1"),
            .. await Server.ListAsync($"SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = '{schema}' ORDER BY 1"),
            .. await Server.ListAsync($"SELECT version FROM \"{schema}\".schema_version"),
        ];
        return [.. lines.Select(line => line.Replace(schema, "SCHEMA", StringComparison.Ordinal))];
    }
}
