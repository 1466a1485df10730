using Progressive.PostgreSql.Tests.Servers;

namespace Progressive.PostgreSql.Tests;

public sealed class RestartTests(PostgreSqlServer server) : StoreTest(server)
{
    [Fact]
    public async Task A_server_that_crashes_loses_reports_and_nothing_else()
    {
        var (log, otherLog) = (new LogLines(), new LogLines());
        var store = Open(configure: static options => options.PollInterval = TimeSpan.FromMilliseconds(200), log: log);
        var other = Open(log: otherLog);
        var version = await WriteAsync(store, "a", "1");
        await store.AppendAsync(new(DateTimeOffset.UnixEpoch, "a", Bytes("entry")), Cancellation);
        Assert.Equal(1, await other.ReportAsync("other", Bytes("1"), Cancellation));
        Assert.Equal(2, await store.ReportAsync("boot", Bytes("1"), Cancellation));
        var generation = (await store.ReadAsync(Cancellation)).Generation;
        await using var watch = new Watch(store);
        await watch.TellsAsync("a");
        var told = watch.Count("a");

        await Server.StopAsync();
        await Eventually.HoldsAsync(() => log.Ids.Contains(380), "the outage is logged");
        await FailsAsync("PRG0380", () => store.ReadAsync(Cancellation).AsTask());
        await FailsAsync("PRG0380", () => store.TryWriteAsync("a", Bytes("2"), version, Cancellation).AsTask());
        Assert.Null(store.Notice);
        await Server.StartAsync();

        await Eventually.HoldsAsync(() => log.Ids.Contains(381), "the end of the outage is logged");
        await watch.TellsAsync("a", told + 1);
        var reading = await store.ReadAsync(Cancellation);
        Assert.Equal(generation, reading.Generation);
        Assert.Equal(version, reading.Records["a"].Version);
        Assert.Single(await store.ReadLogAsync(10, Cancellation));
        Assert.Empty(await store.ReadReportsAsync(Cancellation));

        // Whoever comes again is who he was, and whoever is new is neither of the two. The other one's pool still holds connections that are gone.
        Assert.Equal(3, await store.ReportAsync("new", Bytes("1"), Cancellation));
        Assert.Equal(2, await store.ReportAsync("boot", Bytes("2"), Cancellation));
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    Assert.Equal(1, await other.ReportAsync("other", Bytes("2"), Cancellation));
                    return true;
                }
                catch (State.StateStoreException)
                {
                    return false;
                }
            },
            "the other one reports");
        Assert.Equal(["other", "boot", "new"], (await store.ReadReportsAsync(Cancellation)).Select(static report => report.Boot));
        await WriteAsync(store, "a", "2", version);
        Assert.Equal([380, 381], log.Ids.Where(static id => id is 380 or 381));
    }
}
