using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Progressive.PostgreSql.Tests.Servers;

namespace Progressive.PostgreSql.Tests;

public sealed class WatchTests(PostgreSqlServer server) : StoreTest(server)
{
    [Fact]
    public async Task Hints_tell_of_a_change_at_once()
    {
        const int Writes = 200;

        // A poll would come too late to pass for a hint.
        var (writer, watcher) = (Open(configure: Slowly), Open(configure: Slowly));
        var (sent, heard) = (new ConcurrentDictionary<string, long>(), new ConcurrentDictionary<string, long>());
        await WriteAsync(writer, "first", "1");
        await using var watch = new Watch(watcher, key => heard.TryAdd(key, TimeProvider.System.GetTimestamp()));
        await watch.TellsAsync("first");
        await ListensAsync(1);
        for (var n = 0; n < Writes; n++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"key-{n}");
            await WriteAsync(writer, key, "1");

            // From when the writer knows that it has written.
            sent[key] = TimeProvider.System.GetTimestamp();
        }

        await Eventually.HoldsAsync(() => sent.Keys.All(heard.ContainsKey), "every write is heard");
        var times = sent.Select(said => TimeProvider.System.GetElapsedTime(said.Value, heard[said.Key]).TotalMilliseconds).Order().ToList();
        Console.WriteLine(FormattableString.Invariant($"hints: p50 {times[Writes / 2]:0.0} ms, p99 {times[Writes * 99 / 100]:0.0} ms, max {times[^1]:0.0} ms"));
        Assert.InRange(times[Writes * 99 / 100], double.NegativeInfinity, 250);
        Assert.Null(watcher.Notice);
    }

    [Fact]
    public async Task A_listening_connection_that_is_ended_is_replaced_and_everything_told_again()
    {
        var log = new LogLines();
        var (writer, watcher) = (Open(configure: Slowly), Open(configure: Slowly, log: log));
        var version = await WriteAsync(writer, "a", "1");
        await WriteAsync(writer, "b", "1");
        await using var watch = new Watch(watcher);
        await watch.TellsAsync("b");
        await ListensAsync(1);
        var told = watch.Count("b");

        Assert.True(await Server.ScalarAsync<bool>($"SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query = 'LISTEN \"{Schema}\"'"));
        await WriteAsync(writer, "a", "2", version);

        await watch.TellsAsync("a", 2);
        await watch.TellsAsync("b", told + 1);
        await ListensAsync(1);
        await WriteAsync(writer, "c", "1");
        await watch.TellsAsync("c");
        Assert.Null(watcher.Notice);
        Assert.DoesNotContain(390, log.Ids);
    }

    [Fact]
    public async Task Without_hints_a_poll_finds_changes()
    {
        var (writer, watcher) = (Open(), Open(configure: static options => options.PollInterval = TimeSpan.FromMilliseconds(200)));
        var first = await WriteAsync(writer, "a", "1");
        await using var watch = new Watch(watcher);
        await watch.TellsAsync("a");
        await ListensAsync(1);

        await Server.ExecuteAsync($"UPDATE \"{Schema}\".record SET version = version + 1; UPDATE \"{Schema}\".scope SET version = version + 1");
        await watch.TellsAsync("a", 2);

        // Put back to an earlier day: every key is news.
        await Server.ExecuteAsync(
            $"INSERT INTO \"{Schema}\".record VALUES ('shop:test', 'b', {first.ToString(CultureInfo.InvariantCulture)}, ''); UPDATE \"{Schema}\".scope SET version = version - 1");
        await watch.TellsAsync("b");
        await watch.TellsAsync("a", 3);

        // Lost: what was there is news as well.
        await Server.ExecuteAsync($"DELETE FROM \"{Schema}\".scope");
        await watch.TellsAsync("a", 4);
        await watch.TellsAsync("b", 2);
        await WriteAsync(writer, "c", "1");
        await watch.TellsAsync("c");
    }

    [Fact]
    public async Task Nobody_is_woken_by_reports_leases_and_log_entries()
    {
        var store = Open();
        await store.ReadAsync(Cancellation);
        var heard = new ConcurrentQueue<string>();
        await using var connection = await Server.ConnectAsync();
        connection.Notification += (_, said) => heard.Enqueue(said.Payload);
        await using var command = new NpgsqlCommand($"LISTEN \"{Schema}\"", connection);
        await command.ExecuteNonQueryAsync(Cancellation);

        for (var n = 0; n < 100; n++)
        {
            await store.ReportAsync("boot", Bytes("said"), Cancellation);
        }

        await store.TryLeaseAsync("lease", "me", TimeSpan.FromMinutes(1), Cancellation);
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
        var version = await WriteAsync(store, "a", "1");
        Assert.False((await store.TryWriteAsync("a", Bytes("2"), version + 1, Cancellation)).Succeeded);

        // What was said before it has come before it.
        await Server.ExecuteAsync($"SELECT pg_notify('{Schema}', 'end')");
        while (!heard.Contains("end"))
        {
            await connection.WaitAsync(Cancellation);
        }

        var generation = (await store.ReadAsync(Cancellation)).Generation;
        Assert.Equal([$"shop:test:{generation}:{version.ToString(CultureInfo.InvariantCulture)}:a", "end"], heard);
    }

    [Fact]
    public async Task What_others_say_on_the_channel_is_passed_over()
    {
        var (writer, other, watcher) = (Open(configure: Slowly), Open("other", Slowly), Open(configure: Slowly));
        await WriteAsync(writer, "a", "1");
        await using var watch = new Watch(watcher);
        await watch.TellsAsync("a");
        await ListensAsync(1);

        foreach (var said in new[] { "", ":::", "shop:test", "shop:test:x", "shop:test:x:1:A b", "shop:test:x:one:a", "shop:test:x:-1:a", "shop:test:x:1:a:b", "test 0123456789abcdef" })
        {
            await Server.ExecuteAsync($"SELECT pg_notify('{Schema}', '{said}')");
        }

        await WriteAsync(other, "theirs", "1");
        await WriteAsync(writer, "last", "1");
        await watch.TellsAsync("last");
        Assert.Equal(1, watch.Count("a"));
        Assert.Equal(0, watch.Count("theirs"));
    }

    [Fact]
    public async Task A_hint_that_is_forged_silences_none_that_is_true()
    {
        var (writer, watcher) = (Open(configure: Slowly), Open(configure: Slowly));
        var version = await WriteAsync(writer, "a", "1");
        var generation = (await writer.ReadAsync(Cancellation)).Generation;
        await using var watch = new Watch(watcher);
        await watch.TellsAsync("a");
        await ListensAsync(1);

        await Server.ExecuteAsync($"SELECT pg_notify('{Schema}', 'shop:test:{generation}:{long.MaxValue.ToString(CultureInfo.InvariantCulture)}:a')");
        await watch.TellsAsync("a", 2);
        await WriteAsync(writer, "a", "2", version);
        await watch.TellsAsync("a", 3);
    }

    [Fact]
    public async Task A_watch_that_begins_in_an_outage_is_told_everything_after_it()
    {
        await WriteAsync(Open(), "a", "1");
        var role = await NewRoleAsync("SUPERUSER");
        await Server.ExecuteAsync($"ALTER ROLE {role} NOSUPERUSER NOLOGIN");
        var watcher = Open(connectionString: Server.For(role), configure: static options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await using var watch = new Watch(watcher);
        await FailsAsync("PRG0382", () => watcher.ReadAsync(Cancellation).AsTask());
        Assert.Equal(0, watch.Count("a"));

        await Server.ExecuteAsync($"ALTER ROLE {role} SUPERUSER LOGIN");

        await watch.TellsAsync("a");
    }

    /// <summary>So that only hints can be what tells.</summary>
    private static void Slowly(PostgreSqlStateOptions options) => options.PollInterval = TimeSpan.FromMinutes(1);

    private Task ListensAsync(int connections) => Eventually.HoldsAsync(
        async () => await Server.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN \"{Schema}\"'") == connections, "it is listened");
}
