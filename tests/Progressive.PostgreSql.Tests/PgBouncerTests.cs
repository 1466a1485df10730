using Npgsql;
using Progressive.PostgreSql.Tests.Servers;

namespace Progressive.PostgreSql.Tests;

/// <summary>Behind a pooler of transactions LISTEN succeeds and nothing is ever heard.</summary>
public sealed class PgBouncerTests(PostgreSqlServer server) : StoreTest(server)
{
    [Fact]
    public async Task Everything_works_and_changes_are_found_by_polling_which_is_said()
    {
        await using var bouncer = await PgBouncer.StartAsync(Server);
        var log = new LogLines();
        var watcher = Open(connectionString: bouncer.ConnectionString, log: log, isTimingShort: true);
        var writer = Open(connectionString: bouncer.ConnectionString);
        var version = await WriteAsync(writer, "a", "1");
        await using var watch = new Watch(watcher);
        await watch.TellsAsync("a");

        await Eventually.HoldsAsync(() => watcher.Notice is not null, "the store says that hints are not heard");
        Assert.StartsWith("PRG0390: ", watcher.Notice, StringComparison.Ordinal);
        Assert.Contains("does not come back within 0.5 s", watcher.Notice, StringComparison.Ordinal);
        var told = watch.Count("a");
        await WriteAsync(writer, "a", "2", version);
        await watch.TellsAsync("a", told + 1);

        Assert.True(await writer.TryLeaseAsync("lease", "me", TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal(1, await writer.ReportAsync("boot", Bytes("1"), Cancellation));
        await writer.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
        Assert.Equal([385, 390], log.Ids.Order().Prepend(385).Distinct());
    }

    [Fact]
    public async Task A_data_source_of_the_application_listens_on_a_connection_of_its_pool()
    {
        await using var source = NpgsqlDataSource.Create(Server.For("postgres", "Maximum Pool Size=3"));
        var watcher = Open(dataSource: source, configure: static options => options.PollInterval = TimeSpan.FromMinutes(1));
        var version = await WriteAsync(watcher, "a", "1");
        await using var watch = new Watch(watcher);
        await watch.TellsAsync("a");
        await Eventually.HoldsAsync(async () => await Server.ScalarAsync<long>($"SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN \"{Schema}\"'") == 1, "it is listened");

        await WriteAsync(Open(), "a", "2", version);

        await watch.TellsAsync("a", 2);
        Assert.Null(watcher.Notice);
    }
}
