using System.Globalization;
using System.Transactions;
using Npgsql;
using Progressive.PostgreSql.Tests.Servers;
using Progressive.State;

namespace Progressive.PostgreSql.Tests;

/// <summary>What the promises of every store say nothing about.</summary>
public sealed class RecordTests(PostgreSqlServer server) : StoreTest(server)
{
    [Fact]
    public async Task Versions_are_microseconds_and_a_conflict_gives_out_none()
    {
        var store = Open();
        var before = await Server.ScalarAsync<long>("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint");

        var first = await WriteAsync(store, "a", "1");
        var refused = await store.TryWriteAsync("a", Bytes("2"), first + 1, Cancellation);
        var missing = await store.TryWriteAsync("b", Bytes("2"), first, Cancellation);

        Assert.InRange(first, before, before + 60_000_000);
        Assert.False(refused.Succeeded);
        Assert.Equal("1", Text(refused.Current!.Content));
        Assert.Null(missing.Current);
        Assert.Equal(first, (await store.ReadAsync(Cancellation)).Version);
    }

    [Fact]
    public async Task Versions_go_on_above_a_clock_that_was_set_back()
    {
        var store = Open();
        var first = await WriteAsync(store, "a", "1");
        const long Ahead = 9_000_000_000_000_000;
        await Server.ExecuteAsync($"UPDATE \"{Schema}\".scope SET version = {Ahead.ToString(CultureInfo.InvariantCulture)}");

        Assert.Equal(Ahead + 1, await WriteAsync(store, "a", "2", first));
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
        Assert.Equal(Ahead + 2, (await store.ReadAsync(Cancellation)).Version);
    }

    [Fact]
    public async Task Scopes_share_nothing()
    {
        var (one, other) = (Open("one"), Open("other"));
        await WriteAsync(one, "a", "1");
        await WriteAsync(other, "a", "2");
        await one.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
        await one.ReportAsync("boot", Bytes("said"), Cancellation);
        Assert.True(await one.TryLeaseAsync("lease", "one", TimeSpan.FromMinutes(1), Cancellation));

        var (mine, theirs) = (await one.ReadAsync(Cancellation), await other.ReadAsync(Cancellation));
        Assert.NotEqual(mine.Generation, theirs.Generation);
        Assert.Equal(("1", "2"), (Text(mine.Records["a"].Content), Text(theirs.Records["a"].Content)));
        Assert.Empty(await other.ReadLogAsync(10, Cancellation));
        Assert.Empty(await other.ReadReportsAsync(Cancellation));
        Assert.True(await other.TryLeaseAsync("lease", "other", TimeSpan.FromMinutes(1), Cancellation));
    }

    [Fact]
    public async Task Writers_that_come_at_once_lose_no_increment_whatever_the_isolation_of_their_role()
    {
        var role = await NewRoleAsync("SUPERUSER");
        await Server.ExecuteAsync($"ALTER ROLE {role} SET default_transaction_isolation = 'serializable'");
        var stores = Enumerable.Range(0, 4).Select(_ => Open(connectionString: Server.For(role))).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => IncrementAsync(store, 25))));

        Assert.Equal("100", Text((await stores[0].ReadAsync("counter", Cancellation)).Records["counter"].Content));
    }

    [Fact]
    public async Task A_scope_that_is_deleted_begins_again_with_another_generation()
    {
        var store = Open();
        await WriteAsync(store, "a", "1");
        var before = await store.ReadAsync(Cancellation);
        await Server.ExecuteAsync($"DELETE FROM \"{Schema}\".scope");

        var after = await store.ReadAsync(Cancellation);

        Assert.NotEqual(before.Generation, after.Generation);
        Assert.Equal(0, after.Version);
        Assert.Empty(after.Records);
        Assert.True(await WriteAsync(store, "a", "2") > before.Version);
    }

    [Fact]
    public async Task A_thousand_rollouts_that_are_taken_up_at_once_cost_a_few_commits()
    {
        var store = Open();
        await store.ReadAsync(Cancellation);
        var before = await Server.ScalarAsync<long>("SELECT pg_current_xact_id()::text::bigint");
        var start = TimeProvider.System.GetTimestamp();

        var results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(n =>
            Task.Run(async () => await store.TryWriteAsync(n.ToString(CultureInfo.InvariantCulture), Bytes("{}"), n % 2 == 0 ? 0 : 7, Cancellation))));

        Console.WriteLine(FormattableString.Invariant($"1,000 writes at once: {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms"));
        Assert.Equal(500, results.Where(static result => result.Succeeded).Select(static result => result.Version).Distinct().Count());
        Assert.Equal(500, results.Count(static result => result is { Succeeded: false, Current: null }));
        Assert.Equal(500, (await store.ReadAsync(Cancellation)).Records.Count);
        Assert.InRange(await Server.ScalarAsync<long>("SELECT pg_current_xact_id()::text::bigint") - before, 1, 500);
    }

    [Fact]
    public async Task Who_comes_while_a_scope_is_made_writes_once()
    {
        // Each of them has a connection open, so that they meet.
        var stores = Enumerable.Range(0, 4).Select(n => Open(Server.NewName("scope").Replace('_', '-') + n)).ToList();
        foreach (var store in stores)
        {
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => store.ReadLogAsync(1, Cancellation).AsTask()));
        }

        foreach (var store in stores)
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(async () =>
                await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes(n.ToString(CultureInfo.InvariantCulture))), Cancellation))));

            Assert.Equal(40, (await store.ReadLogAsync(100, Cancellation)).Count);
        }
    }

    [Fact]
    public async Task The_transaction_of_a_caller_is_not_ours()
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        PostgreSqlStateStore[] stores = [Open("own"), Open("borrowing", dataSource: source)];
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            // Whatever would take part in it from here on would fail.
            Transaction.Current!.Rollback();
            foreach (var store in stores)
            {
                await WriteAsync(store, "a", "1");
                await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
            }
        }

        foreach (var store in stores)
        {
            Assert.Single((await store.ReadAsync(Cancellation)).Records);
            Assert.Single(await store.ReadLogAsync(10, Cancellation));
        }
    }

    [Fact]
    public async Task Only_its_own_data_source_ends_with_a_store()
    {
        await using var source = NpgsqlDataSource.Create(Server.ConnectionString);
        var borrowing = Open(dataSource: source);
        var own = Open();
        await WriteAsync(borrowing, "a", "1");
        await using (new Watch(borrowing))
        {
            await borrowing.DisposeAsync();
        }

        await own.ReadAsync(Cancellation);
        own.Dispose();
        await borrowing.DisposeAsync();

        await FailsAsync("PRG0391", () => own.ReadAsync(Cancellation).AsTask());
        await using var connection = await source.OpenConnectionAsync(Cancellation);
        Assert.Equal(System.Data.ConnectionState.Open, connection.State);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_as_cancelled()
    {
        var store = Open();
        await WriteAsync(store, "a", "1");
        await using var connection = await Server.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancellation);
        await using var command = new NpgsqlCommand($"LOCK TABLE \"{Schema}\".record IN ACCESS EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync(Cancellation);

        using var cancel = new CancellationTokenSource();
        var reading = store.ReadAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static async Task IncrementAsync(PostgreSqlStateStore store, int times)
    {
        StateRecord? current = null;
        for (var done = 0; done < times;)
        {
            var next = Bytes((1 + (current is null ? 0 : int.Parse(Text(current.Content), CultureInfo.InvariantCulture))).ToString(CultureInfo.InvariantCulture));
            var result = await store.TryWriteAsync("counter", next, current?.Version ?? 0, Cancellation);
            done += result.Succeeded ? 1 : 0;
            current = result.Succeeded ? new("counter", result.Version, next) : result.Current;
        }
    }
}
