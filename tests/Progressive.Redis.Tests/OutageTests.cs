using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Progressive.State;
using StackExchange.Redis;

namespace Progressive.Redis.Tests;

/// <summary>Whatever the server does, a call ends in time, with an error that says what to do, and works again afterwards.</summary>
public sealed class OutageTests(RedisServer server) : IClassFixture<RedisServer>
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    /// <summary>On top of the limit, for a machine that has other things to do.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Modes => [false, true];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_server_that_does_not_answer_holds_nobody_up(bool withoutScripts)
    {
        var store = await StoreAsync(withoutScripts, options => options.OperationTimeout = s_timeout);
        await server.Database.ExecuteAsync("CLIENT", "PAUSE", "5000", "ALL");

        await Task.WhenAll(Calls(store).Select(async named =>
        {
            var (error, took) = await FailureAsync(named.Call);
            Assert.True(error.Code == "PRG0371", $"{named.Name}: {error.Message}");
            Assert.True(took < s_timeout + s_slack, $"{named.Name} took {took}");
        }));

        await Eventually.HoldsAsync(() => SucceedsAsync(() => WorksAsync(store)), "the store works again", Cancellation);
    }

    [Fact]
    public async Task A_server_that_sleeps_holds_nobody_up()
    {
        var store = await StoreAsync(withoutScripts: false, options => options.OperationTimeout = s_timeout);
        var sleep = server.Database.ExecuteAsync("DEBUG", "SLEEP", "3");

        var (error, took) = await FailureAsync(() => store.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation).AsTask());

        Assert.Equal("PRG0371", error.Code);
        Assert.Contains("not answered within 1 s while writing 'b'", error.Message, StringComparison.Ordinal);
        Assert.True(took < s_timeout + s_slack, $"It took {took}");
        await sleep;
        await WorksAsync(store);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_server_without_memory_refuses_writes_and_is_read(bool withoutScripts)
    {
        var store = await StoreAsync(withoutScripts);
        await server.Admin.ConfigSetAsync("maxmemory", "1");
        try
        {
            foreach (var call in Writes(store))
            {
                var (error, _) = await FailureAsync(call);
                Assert.Equal("PRG0373", error.Code);
                Assert.Contains("Raise maxmemory", error.Message, StringComparison.Ordinal);
            }

            Assert.Equal("1"u8.ToArray(), (await store.ReadAsync("a", Cancellation)).Records["a"].Content.ToArray());
        }
        finally
        {
            await server.Admin.ConfigSetAsync("maxmemory", "0");
        }

        await WorksAsync(store);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_replica_refuses_writes(bool withoutScripts)
    {
        var store = await StoreAsync(withoutScripts);
        await server.Database.ExecuteAsync("REPLICAOF", "127.0.0.1", RedisServer.FreePort().ToString(CultureInfo.InvariantCulture));
        try
        {
            var (error, _) = await FailureAsync(() => store.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation).AsTask());
            Assert.Equal("PRG0373", error.Code);
            Assert.Contains("primary", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await server.Database.ExecuteAsync("REPLICAOF", "NO", "ONE");
        }

        await Eventually.HoldsAsync(() => SucceedsAsync(() => WorksAsync(store)), "the store works again", Cancellation);
    }

    [Fact]
    public async Task A_server_that_cannot_save_refuses_writes()
    {
        var store = await StoreAsync(withoutScripts: false);
        await server.Admin.ConfigSetAsync("save", "3600 1");
        Directory.CreateDirectory(server.DumpFile);
        try
        {
            await server.Database.ExecuteAsync("BGSAVE");
            await Eventually.HoldsAsync(
                async () => ((string)(await server.Database.ExecuteAsync("INFO", "persistence"))!).Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal), "saving has failed", Cancellation);

            var (error, _) = await FailureAsync(() => store.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation).AsTask());

            Assert.Equal("PRG0373", error.Code);
            Assert.Contains("Make room on the disk", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await server.Admin.ConfigSetAsync("save", "");
            Directory.Delete(server.DumpFile);
        }

        await WorksAsync(store);
    }

    [Fact]
    public async Task Scripts_that_the_server_forgot_are_sent_again()
    {
        var store = await StoreAsync(withoutScripts: false);
        for (var n = 0; n < 3; n++)
        {
            await server.Admin.ScriptFlushAsync();
            await WorksAsync(store);
        }

        Assert.Null(store.Notice);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_of_once_and_found_when_it_comes()
    {
        await using var late = new RedisServer();
        await late.InitializeAsync();
        await late.KillAsync();
        var logger = new RecordingLogger();
        var store = late.Store(late.NewScope(), configure: options => options.OperationTimeout = s_timeout, logger: logger);
        await using var watching = new Watching(store);

        for (var n = 0; n < 5; n++)
        {
            var (error, took) = await FailureAsync(() => store.TryWriteAsync("a", "1"u8.ToArray(), 0, Cancellation).AsTask());
            Assert.True(error.Code is "PRG0370" or "PRG0371", error.Message);
            Assert.True(took < s_timeout + s_slack, $"It took {took}");
        }

        // Told by whoever failed first, which may be the watch, on its way at this moment.
        await Eventually.HoldsAsync(() => logger.Entries.Any(entry => entry.Id.Id == 370), "the outage is told", Cancellation);
        await late.StartAsync();
        await Eventually.HoldsAsync(() => SucceedsAsync(() => WorksAsync(store)), "the store works", Cancellation);
        await watching.HearsAsync("a");
        await Eventually.HoldsAsync(() => logger.Entries.Any(entry => entry.Id.Id == 371), "the end of the outage is told", Cancellation);
        Assert.Single(logger.Entries, entry => entry.Id.Id == 370);
        Assert.DoesNotContain(logger.Entries, entry => entry.Level >= LogLevel.Error);
        Assert.Null(store.Notice);
    }

    [Fact]
    public async Task A_wrong_password_is_said_to_be_one()
    {
        await server.Admin.ConfigSetAsync("requirepass", "open");
        try
        {
            var store = server.Store(server.NewScope(), configure: options => options.Configuration += ",password=hunter2");
            // The client may find that there is no connection before it has heard why.
            await Eventually.HoldsAsync(
                async () =>
                {
                    var (error, _) = await FailureAsync(() => store.ReadAsync(Cancellation).AsTask());
                    Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
                    return error.Code == "PRG0372";
                },
                "the wrong password is said to be one",
                Cancellation);
        }
        finally
        {
            await server.Admin.ConfigSetAsync("requirepass", "");
        }
    }

    [Fact]
    public async Task A_disposed_store_says_so_and_leaves_the_applications_connection_alone()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(server.Configuration());
        var store = new RedisStateStore(connection, new RedisStateOptions(), server.NewScope());
        await WorksAsync(store);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ReadAsync(Cancellation).AsTask());
        Assert.True(connection.IsConnected);
    }

    private static IEnumerable<(string Name, Func<Task> Call)> Calls(RedisStateStore store) =>
    [
        ("a reading", () => store.ReadAsync(Cancellation).AsTask()),
        ("a reading of one", () => store.ReadAsync("a", Cancellation).AsTask()),
        ("a reading of the log", () => store.ReadLogAsync(10, Cancellation).AsTask()),
        ("a reading of reports", () => store.ReadReportsAsync(Cancellation).AsTask()),
        .. Writes(store).Select(static (call, n) => ($"write {n}", call)),
    ];

    private static IEnumerable<Func<Task>> Writes(RedisStateStore store) =>
    [
        () => store.TryWriteAsync("b", "1"u8.ToArray(), 0, Cancellation).AsTask(),
        () => store.AppendAsync(new(DateTimeOffset.UnixEpoch, "b", "1"u8.ToArray()), Cancellation).AsTask(),
        () => store.ReportAsync("boot", "1"u8.ToArray(), Cancellation).AsTask(),
        () => store.TryLeaseAsync("work", "boot", TimeSpan.FromMinutes(1), Cancellation).AsTask(),
    ];

    private static async Task<(StateStoreException Error, TimeSpan Took)> FailureAsync(Func<Task> call)
    {
        var start = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<StateStoreException>(call);
        Assert.StartsWith(error.Code + ": ", error.Message, StringComparison.Ordinal);
        return (error, start.Elapsed);
    }

    private static async Task<bool> SucceedsAsync(Func<Task> work)
    {
        try
        {
            await work();
            return true;
        }
        catch (StateStoreException)
        {
            return false;
        }
    }

    private static async Task WorksAsync(RedisStateStore store)
    {
        var before = (await store.ReadAsync("a", Cancellation)).Records.GetValueOrDefault("a")?.Version ?? 0;
        var written = await store.TryWriteAsync("a", "1"u8.ToArray(), before, Cancellation);
        Assert.True(written.Succeeded);
        Assert.Equal(written.Version, (await store.ReadAsync(Cancellation)).Records["a"].Version);
    }

    private async Task<RedisStateStore> StoreAsync(bool withoutScripts, Action<RedisStateOptions>? configure = null)
    {
        var store = server.Store(server.NewScope(), withoutScripts ? await server.UserWithoutScriptsAsync() : null, configure);
        await Eventually.HoldsAsync(() => SucceedsAsync(() => WorksAsync(store)), "the store works", Cancellation);
        return store;
    }
}
