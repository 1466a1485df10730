using System.Net;
using System.Net.Sockets;
using Npgsql;
using Progressive.PostgreSql.Diagnostics;
using Progressive.PostgreSql.Tests.Servers;

namespace Progressive.PostgreSql.Tests;

public sealed class FailureTests(PostgreSqlServer server) : StoreTest(server)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(300);

    /// <summary>What a machine under test may add to a limit.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Nobody_listens()
    {
        var log = new LogLines();
        var store = Open(connectionString: $"Host=127.0.0.1;Port={ServerProcess.FreePort()};Database=shop;Username=shop;Password=s3cret", log: log);

        var error = await FailsAsync("PRG0380", () => store.ReadAsync(Cancellation).AsTask());
        await FailsAsync("PRG0380", () => store.TryWriteAsync("a", Bytes("1"), 0, Cancellation).AsTask());

        Assert.Contains("Connection refused", error.Message, StringComparison.Ordinal);
        Assert.Contains("/shop cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.Equal([380], log.Ids);
        Assert.DoesNotContain("s3cret", store.Description + error + string.Join(' ', log.Texts), StringComparison.Ordinal);
        Assert.EndsWith($"/shop, schema {Schema}, scope shop:test", store.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_listens_and_says_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var store = Open(
            connectionString: $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Database=shop;Username=shop", configure: static options => options.OperationTimeout = s_limit);

        await TakesAtMostTheLimitAsync("PRG0381", () => store.ReadAsync(Cancellation).AsTask());
        await TakesAtMostTheLimitAsync("PRG0381", () => store.ReportAsync("boot", Bytes("said"), Cancellation).AsTask());
    }

    [Fact]
    public async Task A_lock_that_is_held_delays_an_operation_by_its_limit_and_no_more()
    {
        var log = new LogLines();
        var store = Open(configure: static options => options.OperationTimeout = s_limit, log: log);
        await Eventually.HoldsAsync(async () => await CanReadAsync(store), "the schema is made");
        await using var connection = await Server.ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
        {
            await using var command = new NpgsqlCommand($"SELECT pg_sleep(0.01) FROM \"{Schema}\".scope FOR UPDATE", connection);
            await command.ExecuteNonQueryAsync(Cancellation);

            await TakesAtMostTheLimitAsync("PRG0381", () => store.TryWriteAsync("a", Bytes("1"), 0, Cancellation).AsTask());
            await TakesAtMostTheLimitAsync("PRG0381", () => store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("1")), Cancellation).AsTask());
            await TakesAtMostTheLimitAsync("PRG0381", () => store.ReportAsync("boot", Bytes("1"), Cancellation).AsTask());
            await Eventually.HoldsAsync(
                async () => await Server.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == 0, "the server gives up as well");
        }

        // What was given up is not done later.
        Assert.Equal(0, await Server.ScalarAsync<long>($"SELECT (SELECT count(*) FROM \"{Schema}\".record) + (SELECT count(*) FROM \"{Schema}\".log) + (SELECT count(*) FROM \"{Schema}\".replica)"));
        await Eventually.HoldsAsync(async () => await CanReadAsync(store), "it is read again");
        Assert.Equal([380, 381], log.Ids.Where(static id => id is 380 or 381).TakeLast(2));
    }

    [Fact]
    public async Task What_fails_at_the_commit_was_not_written()
    {
        var store = Open();
        await store.ReadAsync(Cancellation);
        await Server.ExecuteAsync(
            $"""
            CREATE FUNCTION "{Schema}".refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION $$not today$$; END';
            CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON "{Schema}".record DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "{Schema}".refuse()
            """);

        var error = await FailsAsync("PRG0391", () => store.TryWriteAsync("a", Bytes("1"), 0, Cancellation).AsTask());

        Assert.Contains("P0001: not today", error.Message, StringComparison.Ordinal);
        Assert.Empty((await store.ReadAsync(Cancellation)).Records);
    }

    [Fact]
    public async Task A_role_that_only_reads()
    {
        await WriteAsync(Open(), "a", "1");
        var role = await NewRoleAsync("SUPERUSER");
        await Server.ExecuteAsync($"ALTER ROLE {role} SET default_transaction_read_only = on");
        var log = new LogLines();
        var store = Open(connectionString: Server.For(role), log: log);

        Assert.Single((await store.ReadAsync(Cancellation)).Records);
        var error = await FailsAsync("PRG0383", () => store.TryWriteAsync("b", Bytes("1"), 0, Cancellation).AsTask());
        await FailsAsync("PRG0383", () => Open("other", connectionString: Server.For(role)).ReadAsync(Cancellation).AsTask());

        Assert.Contains("default_transaction_read_only", error.Message, StringComparison.Ordinal);
        Assert.Empty(log.Ids);
    }

    [Fact]
    public async Task A_role_without_connections_left()
    {
        await Open().ReadAsync(Cancellation);
        var role = await NewRoleAsync("CONNECTION LIMIT 0");
        var store = Open(connectionString: Server.For(role));

        var error = await FailsAsync("PRG0384", () => store.ReadAsync(Cancellation).AsTask());

        Assert.Contains("too many connections", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE scope SET generation = ''", "a generation")]
    [InlineData("UPDATE scope SET generation = repeat('a', 65)", "a generation")]
    [InlineData("UPDATE scope SET version = -1", "a scope with version -1")]
    [InlineData("UPDATE record SET version = 0", "record 'a' with version 0")]
    [InlineData("UPDATE record SET key = 'A b'", "a record with the key 'A b'")]
    [InlineData("UPDATE record SET content = convert_to(repeat('a', 262145), 'UTF8')", "record 'a' with a content of more than 262144 bytes")]
    [InlineData("ALTER TABLE record ALTER version TYPE text", "a column of another type")]
    public async Task A_record_that_no_version_writes_is_refused(string change, string expected)
    {
        var store = Open();
        await WriteAsync(store, "a", "1");
        await ChangeAsync(change);

        Assert.Contains(expected, (await FailsAsync("PRG0387", () => store.ReadAsync(Cancellation).AsTask())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE log SET at = 'yesterday'", "a log entry whose time is none")]
    [InlineData("UPDATE log SET at = '2026-01-01T00:00:00.0000000+02:00'", "a log entry whose time is none")]
    [InlineData("UPDATE log SET key = ''", "a log entry with the key ''")]
    [InlineData("UPDATE log SET content = convert_to(repeat('a', 8193), 'UTF8')", "a log entry about 'a' with a content of more than 8192 bytes")]
    public async Task A_log_entry_that_no_version_writes_is_refused(string change, string expected)
    {
        var store = Open();
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("1")), Cancellation);
        await ChangeAsync(change);

        Assert.Contains(expected, (await FailsAsync("PRG0387", () => store.ReadLogAsync(1, Cancellation).AsTask())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE replica SET boot = 'a:b'")]
    [InlineData("UPDATE replica SET ordinal = 0")]
    [InlineData("UPDATE replica SET content = convert_to(repeat('a', 65537), 'UTF8')")]
    public async Task A_report_that_no_version_writes_is_refused(string change)
    {
        var store = Open();
        await store.ReportAsync("boot", Bytes("1"), Cancellation);
        await ChangeAsync(change);

        await FailsAsync("PRG0387", () => store.ReadReportsAsync(Cancellation).AsTask());
    }

    [Fact]
    public async Task A_process_more_than_a_thousand_is_too_many()
    {
        var store = Open();
        await store.ReportAsync("boot", Bytes("1"), Cancellation);
        await Server.ExecuteAsync(
            $"INSERT INTO \"{Schema}\".replica (scope, boot, ordinal, reported, content) SELECT 'shop:test', 'boot-' || n, n + 1, clock_timestamp(), '' FROM generate_series(1, 999) n");

        await FailsAsync("PRG0388", () => store.ReportAsync("one-more", Bytes("1"), Cancellation).AsTask());
        await store.ReportAsync("boot", Bytes("2"), Cancellation);

        // Of two that are an hour old, whoever reports next drops both.
        await Server.ExecuteAsync($"UPDATE \"{Schema}\".replica SET reported = reported - interval '61 minutes' WHERE ordinal <= 3 AND ordinal > 1");
        await store.ReportAsync("one-more", Bytes("1"), Cancellation);
        Assert.Equal(999, (await store.ReadReportsAsync(Cancellation)).Count);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, "PRG0380")]
    [InlineData(PostgresErrorCodes.CannotConnectNow, "PRG0380")]
    [InlineData(PostgresErrorCodes.ConnectionFailure, "PRG0380")]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, "PRG0380")]
    [InlineData(PostgresErrorCodes.QueryCanceled, "PRG0381")]
    [InlineData(PostgresErrorCodes.LockNotAvailable, "PRG0381")]
    [InlineData(PostgresErrorCodes.InvalidPassword, "PRG0382")]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, "PRG0383")]
    [InlineData(PostgresErrorCodes.DiskFull, "PRG0384")]
    [InlineData(PostgresErrorCodes.OutOfMemory, "PRG0384")]
    [InlineData(PostgresErrorCodes.TooManyConnections, "PRG0384")]
    [InlineData(PostgresErrorCodes.UndefinedTable, "PRG0385")]
    [InlineData(PostgresErrorCodes.SerializationFailure, "PRG0391")]
    [InlineData(PostgresErrorCodes.DeadlockDetected, "PRG0391")]
    public void Refusals_of_the_server_have_their_ids(string state, string expected)
    {
        var error = new PostgreSqlErrors("PostgreSQL db:5432/shop", "progressive", s_limit).Translate(new PostgresException("the server's words", "ERROR", "ERROR", state));

        Assert.Equal(expected, error.Code);
        Assert.StartsWith($"{expected}: PostgreSQL db:5432/shop ", error.Message, StringComparison.Ordinal);
    }

    private Task ChangeAsync(string sql) => Server.ExecuteAsync($"SET search_path = \"{Schema}\"; {sql}; RESET search_path");

    private static async Task<bool> CanReadAsync(PostgreSqlStateStore store)
    {
        try
        {
            await store.ReadAsync(Cancellation);
            return true;
        }
        catch (State.StateStoreException)
        {
            return false;
        }
    }

    private static async Task TakesAtMostTheLimitAsync(string code, Func<Task> call)
    {
        var start = TimeProvider.System.GetTimestamp();
        await FailsAsync(code, call);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, s_limit + s_slack);
    }
}
